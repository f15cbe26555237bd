-- frame, certain (accounts taken whatever their number) -> one row an account: what a sample of accounts is drawn from.
-- An alias may stand beside an NSID.
SELECT a.id, CASE WHEN c.id IS NULL THEN 'all' ELSE 'largest' END AS stratum, a.nsid, a.alias
FROM (
    SELECT account_key AS id, min(nsid) AS nsid, min(alias) AS alias
    FROM frame
    WHERE set_aside IS NULL AND account_key IS NOT NULL
    GROUP BY account_key
) AS a
LEFT JOIN certain AS c ON a.id = c.id
