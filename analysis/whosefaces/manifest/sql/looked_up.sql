-- read_rows, read_addresses, read_owners, read_licences -> looked_up: beside each row what whosefaces.flickr read in its odd
-- texts and in its licence.
SELECT
    r.*,
    l.licence_id,
    a.kind AS a_kind, a.photo_id AS a_photo_id, a.nsid AS a_nsid, a.alias AS a_alias,
    p.kind AS p_kind, p.photo_id AS p_photo_id, p.nsid AS p_nsid, p.alias AS p_alias,
    n.owner AS n_owner, n.nsid AS n_nsid,
    o.owner AS o_owner, o.nsid AS o_nsid, o.alias AS o_alias
FROM read_rows AS r
LEFT JOIN read_addresses AS a ON CASE WHEN r.address_is IS NULL THEN r.address END = a.address
LEFT JOIN read_addresses AS p ON CASE WHEN r.page_is IS NULL THEN r.page END = p.address
LEFT JOIN read_owners AS n ON r.odd_nsid = n.owner
LEFT JOIN read_owners AS o ON r.alias = o.owner
LEFT JOIN read_licences AS l ON r.licence = l.licence
