-- parent_listing, wanted_photos -> the parent's rows that name a wanted photo and its owner in their own columns. The addresses,
-- which cost most to read, are left where they are: nothing in them is needed.
-- Numbers are compared, which is quicker than texts; what is no photo id though it reads as one falls out later.
SELECT
    p.photo_id,
    CAST(NULL AS VARCHAR) AS address,
    CAST(NULL AS VARCHAR) AS page,
    p.nsid,
    CAST(NULL AS VARCHAR) AS alias,
    p.licence,
    p.licence_listed_on,
    p.uploaded,
    p.name,
    p.set_aside,
    p."row",
    CAST(NULL AS VARCHAR) AS by_hash
FROM parent_listing AS p
WHERE p.nsid IS NOT NULL AND TRY_CAST(p.photo_id AS BIGINT) IN (SELECT photo FROM wanted_photos)
