-- parent_listing -> the parent's rows without a photo id of their own, which are to be read for the one in their addresses.
SELECT p.*, CAST(NULL AS VARCHAR) AS by_hash
FROM parent_listing AS p
WHERE p.photo_id IS NULL AND coalesce(p.address, p.page) IS NOT NULL
