-- read -> the distinct addresses that the patterns left over.
SELECT DISTINCT address
FROM (
    SELECT odd_address AS address FROM read_rows WHERE odd_address IS NOT NULL
    UNION ALL
    SELECT odd_page AS address FROM read_rows WHERE odd_page IS NOT NULL
) AS both_columns
