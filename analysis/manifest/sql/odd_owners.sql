-- read -> the distinct owners that the patterns left over, and every alias.
SELECT DISTINCT owner
FROM (
    SELECT odd_nsid AS owner FROM read_rows WHERE odd_nsid IS NOT NULL
    UNION ALL
    SELECT alias AS owner FROM read_rows WHERE alias IS NOT NULL
) AS both_columns
