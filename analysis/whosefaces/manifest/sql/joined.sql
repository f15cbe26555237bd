-- joined_rows -> one row: how many rows and photos were looked for in the parent and found there, and what came back.
SELECT
    count(CASE WHEN photo_id IS NOT NULL OR hash IS NOT NULL THEN 1 END) AS rows_looked_for,
    count(CASE WHEN joined_by = 'id' THEN 1 END) AS rows_by_id,
    count(CASE WHEN joined_by = 'hash' THEN 1 END) AS rows_by_hash,
    count(DISTINCT CAST(photo_id AS BIGINT)) AS photos,
    count(DISTINCT CASE WHEN joined_by IS NOT NULL THEN CAST(photo_id AS BIGINT) END) AS photos_found,
    count(CASE WHEN owner_source = 'parent' THEN 1 END) AS rows_with_its_owner,
    count(DISTINCT CASE WHEN owner_source = 'parent' THEN account_key END) AS accounts,
    count(CASE WHEN owner_differs THEN 1 END) AS rows_whose_owner_differs,
    count(DISTINCT CASE WHEN several_owners = 1 THEN photo_id END) AS photos_of_several_owners
FROM joined_rows
