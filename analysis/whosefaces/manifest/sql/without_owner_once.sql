-- frame -> how many photos name no owner, where every photo stands in one row only.
SELECT count(*) AS photos FROM frame WHERE photo_id IS NOT NULL AND account_key IS NULL
