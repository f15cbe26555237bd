-- child_rows -> the hashes to look for in the parent, of rows that name their photo in no other way.
SELECT DISTINCT hash
FROM child_rows
WHERE photo_id IS NULL AND hash IS NOT NULL
