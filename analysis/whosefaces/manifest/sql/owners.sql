-- frame, drawn_photos -> the owners that a drawn photo's rows name, the one to be taken first.
SELECT f.photo_id, f.account_key, min(f.nsid) AS nsid, min(f.alias) AS alias, count(*) AS named_by
FROM frame AS f
INNER JOIN drawn_photos AS d ON f.photo_id = d.photo_id
WHERE f.set_aside IS NULL AND f.account_key IS NOT NULL
GROUP BY f.photo_id, f.account_key
ORDER BY photo_id, named_by DESC, CASE WHEN min(f.nsid) IS NULL THEN 1 ELSE 0 END, account_key
