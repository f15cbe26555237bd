-- owned -> how many accounts have how many photos.
SELECT photos, count(*) AS accounts
FROM (SELECT account_key, count(*) AS photos FROM owned GROUP BY account_key) AS sizes
GROUP BY photos
ORDER BY photos
