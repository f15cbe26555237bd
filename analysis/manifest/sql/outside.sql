-- others (the parent's frame), frame -> the parent's rows about photos and accounts that are not in the dataset. An account with
-- one photo in the dataset is in it, with all its photos.
SELECT o.*
FROM others AS o
LEFT JOIN (SELECT DISTINCT photo_id FROM frame WHERE photo_id IS NOT NULL) AS p ON o.photo_id = p.photo_id
LEFT JOIN (SELECT DISTINCT account_key FROM frame WHERE account_key IS NOT NULL) AS a ON o.account_key = a.account_key
WHERE p.photo_id IS NULL AND a.account_key IS NULL
