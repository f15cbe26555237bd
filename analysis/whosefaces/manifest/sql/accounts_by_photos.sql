-- photos -> how many accounts have how many photos; of them those known by an alias only.
SELECT photos, count(*) AS accounts, sum(by_alias) AS by_alias
FROM (
    SELECT owner, count(*) AS photos, CASE WHEN owner LIKE 'alias:%' THEN 1 ELSE 0 END AS by_alias
    FROM photos
    WHERE owner IS NOT NULL
    GROUP BY owner
) AS sizes
GROUP BY photos
ORDER BY photos
