-- joined_rows -> the accounts that the parent named, with the nickname at collection and their photos in the manifest.
SELECT account_key, min(nsid) AS nsid, min(parent_name) AS nickname, count(DISTINCT photo_id) AS photos
FROM joined_rows
WHERE owner_source = 'parent'
GROUP BY account_key
ORDER BY account_key
