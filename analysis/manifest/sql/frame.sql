-- read, read_addresses, read_owners, read_licences, settings -> frame.
-- The id that the manifest gives wins over the one in an address: where they differ the row is flagged, and the address's
-- owner is not taken for the photo's.
SELECT
    "row",
    CASE WHEN set_aside IS NULL THEN photo_id END AS photo_id,
    CASE WHEN set_aside IS NULL THEN nsid END AS nsid,
    CASE WHEN set_aside IS NULL THEN alias END AS alias,
    CASE WHEN set_aside IS NULL THEN coalesce(nsid, 'alias:' || alias) END AS account_key,
    CASE WHEN set_aside IS NULL AND coalesce(nsid, alias) IS NOT NULL THEN 'manifest' END AS owner_source,
    url,
    licence_listed,
    licence_listed_on,
    uploaded,
    faces,
    id_disagrees,
    set_aside,
    CASE WHEN set_aside IS NULL THEN hash END AS hash,
    secret,
    named,
    located,
    subject,
    text
FROM (
    SELECT
        *,
        coalesce(plain_nsid, listed_nsid, CASE WHEN page_is_it THEN whose_page END, CASE WHEN address_is_it THEN whose_address END) AS nsid,
        coalesce(listed_alias, CASE WHEN page_is_it THEN page_alias END, CASE WHEN address_is_it THEN address_alias END) AS alias,
        CASE
            WHEN reader_says IS NOT NULL THEN reader_says
            WHEN photo_id IS NOT NULL THEN NULL
            WHEN hash IS NOT NULL THEN 'only a hash of the address: needs the parent'
            WHEN address_kind = 'nothing' AND page_kind = 'nothing' THEN
                CASE WHEN listed_id IS NOT NULL AND lower(trim(listed_id)) NOT IN ('', 'null', 'none', 'nan', 'na', 'n/a', '\n', '-')
                THEN 'not a photo id' ELSE 'no photo id and no address' END
            ELSE CASE CASE WHEN address_kind IN ('nothing', 'not flickr') AND page_kind <> 'nothing' THEN page_kind ELSE address_kind END
                WHEN 'not flickr' THEN 'not a Flickr address'
                WHEN 'placeholder' THEN 'the address of Flickr''s picture for a missing photo'
                WHEN 'user' THEN 'the address of an account, not of a photo'
                WHEN 'other' THEN 'a Flickr address that names no photo'
                WHEN 'home' THEN 'a Flickr address that names no photo'
                WHEN 'nothing' THEN 'no photo id and no address'
                ELSE 'a Flickr address, but not of a photo'
            END
        END AS set_aside
    FROM (
        SELECT
            *,
            page_id IS NULL OR page_id = photo_id AS page_is_it,
            address_id IS NULL OR address_id = photo_id AS address_is_it,
            coalesce(
                plain_id <> page_id OR plain_id <> address_id OR page_id <> address_id
                OR (plain_id IS NULL AND listed_id IS NOT NULL AND photo_id IS NOT NULL
                    AND lower(trim(listed_id)) NOT IN ('', 'null', 'none', 'nan', 'na', 'n/a', '\n', '-')),
                false
            ) AS id_disagrees
        FROM (
            SELECT
                r."row",
                r.plain_id,
                r.photo_id AS listed_id,
                coalesce(r.page_id, p.photo_id) AS page_id,
                coalesce(r.address_id, a.photo_id) AS address_id,
                coalesce(r.plain_id, r.page_id, p.photo_id, r.address_id, a.photo_id) AS photo_id,
                CASE WHEN r.page_id IS NOT NULL THEN 'photo' ELSE coalesce(p.kind, 'nothing') END AS page_kind,
                CASE WHEN r.address_id IS NOT NULL THEN 'static' ELSE coalesce(a.kind, 'nothing') END AS address_kind,
                coalesce(r.page_nsid, p.nsid) AS whose_page,
                coalesce(r.page_alias, p.alias) AS page_alias,
                a.nsid AS whose_address,
                a.alias AS address_alias,
                r.plain_nsid,
                coalesce(n.nsid, o.nsid) AS listed_nsid,
                o.alias AS listed_alias,
                coalesce(r.address, r.page) AS url,
                l.licence_id AS licence_listed,
                coalesce(TRY_CAST(r.licence_listed_on AS DATE), s.listed_on) AS licence_listed_on,
                CASE
                    WHEN r.uploaded IS NULL THEN NULL
                    WHEN length(r.uploaded) < 12 AND TRY_CAST(r.uploaded AS BIGINT) IS NOT NULL
                    THEN DATE '1970-01-01' + CAST(floor(TRY_CAST(r.uploaded AS BIGINT) / 86400.0) AS INTEGER)
                    ELSE TRY_CAST(substr(r.uploaded, 1, 10) AS DATE)
                END AS uploaded,
                TRY_CAST(r.faces AS INTEGER) AS faces,
                r.hash,
                r.set_aside AS reader_says,
                coalesce(r.secret, false) OR r.address_id IS NOT NULL OR coalesce(a.kind = 'static', false) OR coalesce(p.kind = 'static', false) AS secret,
                r.named,
                r.located,
                r.subject,
                r.text
            FROM read_rows AS r
            LEFT JOIN read_addresses AS a ON r.odd_address = a.address
            LEFT JOIN read_addresses AS p ON r.odd_page = p.address
            LEFT JOIN read_owners AS n ON r.odd_nsid = n.owner
            LEFT JOIN read_owners AS o ON r.alias = o.owner
            LEFT JOIN read_licences AS l ON r.licence = l.licence
            CROSS JOIN settings AS s
        ) AS joined
    ) AS settled
) AS judged
