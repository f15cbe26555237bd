-- others (the parent's rows), frame -> the parent's rows about photos that are not in the dataset. An account can have photos
-- on both sides.
SELECT o.*
FROM others AS o
LEFT JOIN (SELECT DISTINCT photo_id FROM frame WHERE photo_id IS NOT NULL) AS p ON o.photo_id = p.photo_id
WHERE o.photo_id IS NOT NULL AND p.photo_id IS NULL
