-- parent_listing, wanted_hashes -> the parent's rows whose hash is wanted; where it gives none, that of its download address.
SELECT photo_id, address, page, nsid, alias, licence, licence_listed_on, uploaded, name, set_aside, "row", by_hash
FROM (
    SELECT *, coalesce(hash, (:unpadded_md5)) AS by_hash
    FROM (SELECT *, CASE WHEN hash IS NULL THEN md5(address) END AS address_md5 FROM parent_listing) AS digested
) AS hashed
WHERE by_hash IN (SELECT hash FROM wanted_hashes)
