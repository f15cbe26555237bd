-- parent_listing, wanted_photos -> the parent's rows that name a wanted photo and its owner in their own columns. Neither the
-- addresses nor the ids as texts, which cost most to read, are read: a photo_number is the id, digit for digit.
SELECT
    CAST(p.photo_number AS VARCHAR) AS photo_id,
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
WHERE p.nsid IS NOT NULL AND p.photo_number IN (SELECT photo FROM wanted_photos)
