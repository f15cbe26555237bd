-- read_rows -> the texts that the patterns left over, each distinct row of them once: addresses, pages, owners, aliases.
SELECT DISTINCT
    CASE WHEN address_is IS NULL THEN address END AS address,
    CASE WHEN page_is IS NULL THEN page END AS page,
    odd_nsid AS nsid,
    alias
FROM read_rows
WHERE address_is IS NULL OR page_is IS NULL OR odd_nsid IS NOT NULL OR alias IS NOT NULL
