-- frame -> its photos, where every photo stands in one row only: nothing needs to be put together. A row that is not set
-- aside names a photo, and so the ids, which cost most to read, are read only where they are asked for.
SELECT
    photo_id,
    account_key AS owner,
    0 AS torn,
    CASE WHEN owner_source = 'manifest' THEN 1 ELSE 0 END AS named,
    licence_listed AS licence,
    uploaded,
    faces,
    faces AS faces_of_a_row,
    1 AS in_rows
FROM frame
WHERE set_aside IS NULL
