-- frame -> one row: rows, photos and faces, each counted as its own unit.
SELECT
    count(*) AS all_rows,
    count(photo_id) AS used_rows,
    count(DISTINCT CAST(photo_id AS BIGINT)) AS photos,
    count(account_key) AS rows_with_owner,
    count(CASE WHEN photo_id IS NOT NULL THEN faces END) AS rows_with_faces,
    coalesce(sum(CASE WHEN photo_id IS NOT NULL THEN faces END), 0) AS faces
FROM frame
