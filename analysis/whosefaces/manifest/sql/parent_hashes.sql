-- parent_rows, found_rows -> the photo behind each hash; a hash that leads to two photos leads to none.
SELECT f.by_hash AS hash, min(r.photo_id) AS photo_id
FROM parent_rows AS r
INNER JOIN found_rows AS f ON r."row" = f."row"
WHERE f.by_hash IS NOT NULL AND r.photo_id IS NOT NULL
GROUP BY f.by_hash
HAVING count(DISTINCT r.photo_id) = 1
