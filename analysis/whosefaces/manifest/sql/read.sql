-- listing -> read_rows: what plain patterns can take out of ids, owners and addresses, row by row.
-- What they leave over stands in the columns odd_*, and is read by whosefaces.flickr.address instead: for every text that
-- a pattern takes, it takes what that function would (a test holds this). Every pattern has one way to match, so that
-- it costs one pass over the text; an id that stands there as a number too needs no search, and a page that only repeats
-- the row's own id and owner is compared and not searched.
SELECT
    *,
    CASE WHEN page_known THEN page_photo END AS page_id,
    CASE WHEN page_known AND page_owner LIKE '%@%' THEN page_owner END AS page_nsid,
    CASE WHEN page_known AND page_owner NOT LIKE '%@%' THEN lower(page_owner) END AS page_alias,
    CASE
        WHEN address_id IS NOT NULL THEN 'static'
        WHEN address IS NULL OR strpos('  null none nan na n/a \n - ', ' ' || lower(trim(address)) || ' ') > 0 THEN 'nothing'
        WHEN NOT regexp_matches(lower(address), 'flickr[.](com|org)|flic[.]kr|[.]yimg[.]com') THEN 'not flickr'
    END AS address_is,
    CASE
        WHEN page_known THEN 'photo'
        WHEN page IS NULL OR strpos('  null none nan na n/a \n - ', ' ' || lower(trim(page)) || ' ') > 0 THEN 'nothing'
        WHEN NOT regexp_matches(lower(page), 'flickr[.](com|org)|flic[.]kr|[.]yimg[.]com') THEN 'not flickr'
    END AS page_is,
    CASE WHEN plain_nsid IS NULL THEN nsid END AS odd_nsid
FROM (
    SELECT
        *,
        CASE
            WHEN page_repeats THEN true
            WHEN page_owner IS NULL THEN false
            WHEN page_owner LIKE '%@%' THEN regexp_matches(page_owner, '^[0-9]{5,11}@N[0-9][0-9]\z')
            ELSE strpos(
                ' me _ tags organize search friends contacts upload recent explore map stats albums sets galleries gallery collections archives favorites faves groups ',
                ' ' || lower(page_owner) || ' '
            ) = 0
        END AS page_known
    FROM (
        SELECT
            *,
            CASE WHEN page_repeats THEN plain_nsid WHEN page_found LIKE '%/%' THEN split_part(page_found, '/', 1) END AS page_owner,
            CASE WHEN page_repeats THEN plain_id WHEN page_found LIKE '%/%' THEN split_part(page_found, '/', 2) END AS page_photo
        FROM (
            SELECT
                *,
                CASE
                    WHEN NOT page_repeats THEN
                        regexp_extract(page, '^https?://(?:www[.])?flickr[.]com/photos/([A-Za-z0-9@_-]+/[1-9][0-9]{0,14})/?\z', 1)
                END AS page_found
            FROM (
                SELECT
                    *,
                    coalesce(
                        page = 'http://www.flickr.com/photos/' || plain_nsid || '/' || plain_id || '/'
                        OR page = 'https://www.flickr.com/photos/' || plain_nsid || '/' || plain_id
                        OR page = 'https://www.flickr.com/photos/' || plain_nsid || '/' || plain_id || '/',
                        false
                    ) AS page_repeats
                FROM (
                    SELECT
                        *,
                        CASE
                            WHEN photo_number BETWEEN 1 AND 999999999999999 THEN photo_id
                            WHEN photo_number IS NULL AND regexp_matches(photo_id, '^[1-9][0-9]{0,14}\z') THEN photo_id
                        END AS plain_id,
                        CASE WHEN regexp_matches(nsid, '^[0-9]{5,11}@N[0-9][0-9]\z') THEN nsid END AS plain_nsid,
                        nullif(regexp_extract(
                            address,
                            '^https?://(?:(?:farm[0-9]{1,3}[.]static[.]?|static[.]?|live[.]static)flickr[.]com|c[0-9]{1,2}[.]staticflickr[.]com/[0-9]{1,6})/[0-9]{1,6}/([1-9][0-9]{0,14})_[0-9a-f]{6,16}(?:_[a-z])?[.](?:jpg|png|gif)\z',
                            1
                        ), '') AS address_id
                    FROM listing
                ) AS plain
            ) AS compared
        ) AS searched
    ) AS cut
) AS known
