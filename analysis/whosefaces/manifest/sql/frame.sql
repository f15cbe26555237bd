-- looked_up -> frame_rows. The day of the licences, where rows do not say theirs, is the parameter listed_on. Of a list that
-- names accounts and no photos (the parameter accounts_only) a row that names an account is used.
-- The id that the manifest gives wins over the one in an address: where they differ the row is flagged, and the address's
-- owner is not taken for the photo's. A row that names two accounts as the owner of one photo has no owner that is known, whatever
-- column each stands in. Of a row that is unread nothing is known yet: no such row may reach a frame.
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
    CASE WHEN set_aside = 'only a hash of the address: needs the parent' THEN hash END AS hash,
    secret,
    named,
    located,
    subject,
    text,
    owner_unread,
    licence_as_listed,
    unread
FROM (
    SELECT
        *,
        CASE
            WHEN reader_says IS NOT NULL THEN reader_says
            WHEN photo_id IS NOT NULL THEN NULL
            WHEN :accounts_only AND coalesce(nsid, alias) IS NOT NULL THEN NULL
            WHEN hash IS NOT NULL THEN 'only a hash of the address: needs the parent'
            WHEN address_kind = 'nothing' AND page_kind = 'nothing' THEN
                CASE WHEN strpos('  null none nan na n/a \n - ', ' ' || lower(trim(coalesce(listed_id, ''))) || ' ') > 0
                THEN 'no photo id and no address' ELSE 'not a photo id' END
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
            CASE WHEN of_list <> of_page OR of_list <> of_address OR of_page <> of_address THEN NULL
                ELSE coalesce(of_list, of_page, of_address) END AS nsid,
            CASE WHEN of_list <> of_page OR of_list <> of_address OR of_page <> of_address THEN NULL
                ELSE of_alias END AS alias,
            CASE WHEN of_list <> of_page OR of_list <> of_address OR of_page <> of_address
                THEN concat_ws(' ', of_list, of_page, of_address) ELSE no_owner END AS owner_unread
        FROM (
            SELECT
                "row",
                photo_id,
                listed_id,
                address_kind,
                page_kind,
                coalesce(plain_nsid, listed_nsid) AS of_list,
                CASE WHEN page_id IS NULL OR page_id = photo_id THEN whose_page END AS of_page,
                CASE WHEN address_id IS NULL OR address_id = photo_id THEN whose_address END AS of_address,
                coalesce(
                    listed_alias,
                    CASE WHEN page_id IS NULL OR page_id = photo_id THEN page_alias END,
                    CASE WHEN address_id IS NULL OR address_id = photo_id THEN address_alias END
                ) AS of_alias,
                CASE
                    WHEN photo_id <> page_id OR photo_id <> address_id OR page_id <> address_id THEN true
                    WHEN plain_id IS NULL AND listed_id IS NOT NULL AND photo_id IS NOT NULL THEN
                        strpos('  null none nan na n/a \n - ', ' ' || lower(trim(listed_id)) || ' ') = 0
                    ELSE false
                END AS id_disagrees,
                url,
                licence_listed,
                coalesce(said_on, settled_on) AS licence_listed_on,
                CASE
                    WHEN uploaded IS NULL THEN NULL
                    WHEN regexp_matches(uploaded, '^[0-9]{1,11}\z')
                    THEN DATE '1970-01-01' + CAST(floor(CAST(uploaded AS BIGINT) / 86400.0) AS INTEGER)
                    WHEN regexp_matches(uploaded, '^[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN TRY_CAST(substr(uploaded, 1, 10) AS DATE)
                END AS uploaded,
                faces,
                hash,
                reader_says,
                secret,
                named,
                located,
                subject,
                text,
                CASE WHEN strpos('  null none nan na n/a \n - ', ' ' || lower(trim(coalesce(owner_unread, ''))) || ' ') = 0 THEN owner_unread END AS no_owner,
                CASE WHEN licence_listed = 'not understood' THEN licence_as_listed END AS licence_as_listed,
                unread
            FROM (
                SELECT
                    r."row",
                    r.plain_id,
                    r.photo_id AS listed_id,
                    coalesce(r.page_id, r.p_photo_id) AS page_id,
                    coalesce(r.address_id, r.a_photo_id) AS address_id,
                    coalesce(r.plain_id, r.page_id, r.p_photo_id, r.address_id, r.a_photo_id) AS photo_id,
                    coalesce(r.page_is, r.p_kind) AS page_kind,
                    coalesce(r.address_is, r.a_kind) AS address_kind,
                    coalesce(r.page_nsid, r.p_nsid) AS whose_page,
                    coalesce(r.page_alias, r.p_alias) AS page_alias,
                    r.a_nsid AS whose_address,
                    r.a_alias AS address_alias,
                    r.plain_nsid,
                    coalesce(r.n_nsid, r.o_nsid) AS listed_nsid,
                    r.o_alias AS listed_alias,
                    coalesce(r.address, r.page) AS url,
                    r.licence_id AS licence_listed,
                    TRY_CAST(r.licence_listed_on AS DATE) AS said_on,
                    CAST(:listed_on AS DATE) AS settled_on,
                    r.uploaded,
                    TRY_CAST(r.faces AS INTEGER) AS faces,
                    r.hash,
                    r.set_aside AS reader_says,
                    coalesce(r.secret, false) OR coalesce(r.address_is = 'static', false) OR coalesce(r.a_kind = 'static', false) OR coalesce(r.p_kind = 'static', false) AS secret,
                    r.named,
                    r.located,
                    r.subject,
                    r.text,
                    CASE WHEN r.odd_nsid IS NOT NULL AND r.n_nsid IS NULL THEN r.odd_nsid WHEN r.alias IS NOT NULL AND r.o_nsid IS NULL AND r.o_alias IS NULL THEN r.alias END AS owner_unread,
                    r.licence AS licence_as_listed,
                    (r.address_is IS NULL AND r.a_kind IS NULL) OR (r.page_is IS NULL AND r.p_kind IS NULL)
                    OR (r.odd_nsid IS NOT NULL AND r.n_owner IS NULL) OR (r.alias IS NOT NULL AND r.o_owner IS NULL) AS unread
                FROM looked_up AS r
            ) AS joined
        ) AS apart
    ) AS settled
) AS judged
