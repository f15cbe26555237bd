-- frame -> its photos, where every photo stands in one row only: nothing needs to be put together.
SELECT photo_id, licence_listed AS licence, uploaded, faces, 1 AS in_rows, 0 AS conflict
FROM frame
WHERE photo_id IS NOT NULL
