-- parent_listing, wanted_photos -> the parent's rows that name a wanted photo in their own column, and its owner elsewhere or
-- nowhere, or the photo not in plain digits. Numbers are compared; what is no photo id though it reads as one falls out later.
SELECT p.photo_id, p.address, p.page, p.nsid, p.alias, p.licence, p.licence_listed_on, p.uploaded, p.name, p.set_aside, p."row",
    CAST(NULL AS VARCHAR) AS by_hash
FROM parent_listing AS p
WHERE (p.nsid IS NULL OR p.photo_number IS NULL) AND TRY_CAST(p.photo_id AS BIGINT) IN (SELECT photo FROM wanted_photos)
