-- owned -> the accounts with most photos, those with equally many in order of their key.
SELECT account_key AS id, count(*) AS photos
FROM owned
GROUP BY account_key
ORDER BY photos DESC, id
LIMIT :most
