-- frame -> its photos, where every photo stands in one row only: nothing needs to be put together. A row that is not set
-- aside names a photo, and so the ids, which cost most to read, are read only where they are asked for.
SELECT photo_id, licence_listed AS licence, uploaded, faces, 1 AS in_rows, 0 AS conflict
FROM frame
WHERE set_aside IS NULL
