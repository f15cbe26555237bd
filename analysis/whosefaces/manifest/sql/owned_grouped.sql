-- frame -> who is said to own which photo, each pair once.
SELECT DISTINCT account_key, photo_id FROM frame WHERE account_key IS NOT NULL
