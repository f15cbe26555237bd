-- child_rows, parent_photos, parent_hashes -> the rows of the manifest with what the parent adds to them.
-- What the manifest says itself stays; an owner known by alias only gets the Flickr id that the parent gives.
SELECT
    "row",
    photo_id,
    nsid,
    alias,
    coalesce(nsid, 'alias:' || alias) AS account_key,
    CASE
        WHEN own_nsid IS NOT NULL THEN 'manifest'
        WHEN parent_nsid IS NOT NULL THEN 'parent'
        WHEN own_alias IS NOT NULL THEN 'manifest'
        WHEN alias IS NOT NULL THEN 'parent'
    END AS owner_source,
    url,
    licence_listed,
    licence_listed_on,
    uploaded,
    faces,
    id_disagrees,
    set_aside,
    hash,
    secret,
    coalesce(named, false) AS named,
    located,
    subject,
    text,
    owner_unread,
    licence_as_listed,
    parent_name,
    joined_by,
    coalesce(own_nsid <> parent_nsid, false) AS owner_differs,
    several_owners
FROM (
    SELECT
        k.*,
        coalesce(k.own_nsid, p.nsid) AS nsid,
        p.nsid AS parent_nsid,
        coalesce(k.own_alias, CASE WHEN k.own_nsid IS NULL AND p.nsid IS NULL THEN p.alias END) AS alias,
        p.name AS parent_name,
        coalesce(k.own_licence, p.licence_listed) AS licence_listed,
        CASE WHEN k.own_licence IS NOT NULL THEN k.own_licence_on ELSE p.licence_listed_on END AS licence_listed_on,
        CASE WHEN k.own_licence IS NOT NULL THEN k.own_licence_as_listed ELSE p.licence_as_listed END AS licence_as_listed,
        coalesce(k.own_uploaded, p.uploaded) AS uploaded,
        CASE WHEN p.photo_id IS NOT NULL THEN k.known_by END AS joined_by,
        coalesce(p.several_owners, 0) AS several_owners
    FROM (
        SELECT
            c."row",
            coalesce(c.photo_id, h.photo_id) AS photo_id,
            CASE WHEN c.photo_id IS NOT NULL THEN 'id' WHEN h.photo_id IS NOT NULL THEN 'hash' END AS known_by,
            c.nsid AS own_nsid,
            c.alias AS own_alias,
            c.url,
            c.licence_listed AS own_licence,
            c.licence_listed_on AS own_licence_on,
            c.uploaded AS own_uploaded,
            c.faces,
            c.id_disagrees,
            CASE WHEN h.photo_id IS NULL THEN c.set_aside END AS set_aside,
            c.hash,
            c.secret,
            c.named,
            c.located,
            c.subject,
            c.text,
            c.owner_unread,
            c.licence_as_listed AS own_licence_as_listed
        FROM child_rows AS c
        LEFT JOIN parent_hashes AS h ON CASE WHEN c.photo_id IS NULL THEN c.hash END = h.hash
    ) AS k
    LEFT JOIN parent_photos AS p ON k.photo_id = p.photo_id
) AS joined
