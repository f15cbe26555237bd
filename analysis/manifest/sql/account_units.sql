-- frame -> one row an account: what a sample of accounts is drawn from. An alias may stand beside an NSID.
SELECT account_key AS id, 'all' AS stratum, min(nsid) AS nsid, min(alias) AS alias
FROM frame
WHERE set_aside IS NULL AND account_key IS NOT NULL
GROUP BY account_key
