-- listing -> read: what plain patterns can take out of ids, owners and addresses, row by row.
-- What they leave over stands in the columns odd_*, and is read by analysis.flickr.address instead: for every text that
-- a pattern takes, it takes what that function would (a test holds this).
SELECT
    *,
    CASE WHEN address IS NOT NULL AND address_id IS NULL THEN address END AS odd_address,
    CASE WHEN page IS NOT NULL AND page_id IS NULL THEN page END AS odd_page,
    CASE WHEN nsid IS NOT NULL AND plain_nsid IS NULL THEN nsid END AS odd_nsid
FROM (
    SELECT
        "row",
        photo_id,
        address,
        page,
        nsid,
        alias,
        licence,
        licence_listed_on,
        uploaded,
        faces,
        hash,
        secret,
        named,
        located,
        subject,
        set_aside,
        text,
        nullif(regexp_extract(photo_id, '^([1-9][0-9]{0,14})$', 1), '') AS plain_id,
        nullif(regexp_extract(nsid, '^([0-9]{5,11}@N[0-9][0-9])$', 1), '') AS plain_nsid,
        nullif(regexp_extract(
            address,
            '^https?://(?:(?:farm[0-9]{1,3}[.]static[.]?|static[.]?|live[.]static)flickr[.]com|c[0-9]{1,2}[.]staticflickr[.]com/[0-9]{1,6})/[0-9]{1,6}/([1-9][0-9]{0,14})_[0-9a-f]{6,16}(?:_[a-z])?[.](?:jpg|png|gif)$',
            1
        ), '') AS address_id,
        CASE
            WHEN lower(page_owner) NOT IN (
                'me', '_', 'tags', 'organize', 'search', 'friends', 'contacts', 'upload', 'recent', 'explore', 'map', 'stats',
                'albums', 'sets', 'galleries', 'gallery', 'collections', 'archives', 'favorites', 'faves', 'groups'
            ) THEN nullif(page_photo, '')
        END AS page_id,
        CASE WHEN page_photo <> '' AND page_owner LIKE '%@%' THEN page_owner END AS page_nsid,
        CASE WHEN page_photo <> '' AND page_owner NOT LIKE '%@%' THEN lower(page_owner) END AS page_alias
    FROM (
        SELECT
            *,
            regexp_extract(page, '^https?://(?:www[.])?flickr[.]com/photos/([0-9]{5,11}@N[0-9][0-9]|[A-Za-z0-9_-]+)/([1-9][0-9]{0,14})/?$', 1) AS page_owner,
            regexp_extract(page, '^https?://(?:www[.])?flickr[.]com/photos/([0-9]{5,11}@N[0-9][0-9]|[A-Za-z0-9_-]+)/([1-9][0-9]{0,14})/?$', 2) AS page_photo
        FROM listing
    ) AS pages
) AS patterns
