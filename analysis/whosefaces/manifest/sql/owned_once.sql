-- frame -> who owns which photo, where every photo stands in one row only.
SELECT account_key, photo_id FROM frame WHERE account_key IS NOT NULL
