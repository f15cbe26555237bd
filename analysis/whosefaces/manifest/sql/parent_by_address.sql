-- parent_listing -> the parent's rows without a photo id of their own, which are to be read for the one in their addresses.
SELECT p.photo_id, p.address, p.page, p.nsid, p.alias, p.licence, p.licence_listed_on, p.uploaded, p.name, p.set_aside, p."row",
    CAST(NULL AS VARCHAR) AS by_hash
FROM parent_listing AS p
WHERE p.photo_id IS NULL AND coalesce(p.address, p.page) IS NOT NULL
