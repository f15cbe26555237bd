-- frame, put_together -> the rows of photos that are torn between owners.
SELECT f.photo_id, f.account_key, f.nsid, f.set_aside
FROM frame AS f
INNER JOIN put_together AS p ON f.photo_id = p.photo_id
WHERE p.torn = 1
