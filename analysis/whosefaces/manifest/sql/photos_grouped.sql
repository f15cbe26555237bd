-- frame -> its photos, each put together from the rows that name it; of a photo that is torn between owners, any of them.
SELECT
    photo_id,
    min(account_key) AS owner,
    CASE WHEN min(account_key) <> max(account_key) THEN 1 ELSE 0 END AS torn,
    max(CASE WHEN owner_source = 'manifest' THEN 1 ELSE 0 END) AS named,
    CASE WHEN min(licence_listed) = max(licence_listed) OR count(licence_listed) = 0 THEN min(licence_listed) ELSE 'rows disagree' END AS licence,
    min(uploaded) AS uploaded,
    sum(faces) AS faces,
    max(faces) AS faces_of_a_row,
    count(*) AS in_rows
FROM frame
WHERE set_aside IS NULL AND photo_id IS NOT NULL
GROUP BY photo_id
