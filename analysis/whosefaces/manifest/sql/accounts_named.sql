-- frame -> one row: the accounts that its rows name, and those of them that are known by an alias only.
SELECT count(*) AS accounts, coalesce(sum(by_alias), 0) AS by_alias
FROM (
    SELECT account_key, CASE WHEN account_key LIKE 'alias:%' THEN 1 ELSE 0 END AS by_alias
    FROM frame
    WHERE account_key IS NOT NULL
    GROUP BY account_key
) AS accounts
