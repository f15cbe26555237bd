-- parent_listing, wanted_photos -> the parent's rows that name a wanted photo in their own column.
-- Numbers are compared, which is quicker than texts; what is no photo id though it reads as one falls out later.
SELECT p.*, CAST(NULL AS VARCHAR) AS by_hash
FROM parent_listing AS p
WHERE TRY_CAST(p.photo_id AS BIGINT) IN (SELECT photo FROM wanted_photos)
