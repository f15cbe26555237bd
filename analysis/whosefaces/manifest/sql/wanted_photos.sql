-- child_rows -> the photos to look for in the parent, by number.
SELECT DISTINCT CAST(photo_id AS BIGINT) AS photo
FROM child_rows
WHERE photo_id IS NOT NULL
