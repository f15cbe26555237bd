-- frame -> one row: rows and faces, each counted as its own unit.
SELECT
    count(*) AS all_rows,
    count(CASE WHEN set_aside IS NULL THEN 1 END) AS used_rows,
    count(CASE WHEN set_aside IS NULL THEN faces END) AS rows_with_faces,
    coalesce(sum(CASE WHEN set_aside IS NULL THEN faces END), 0) AS faces
FROM frame
