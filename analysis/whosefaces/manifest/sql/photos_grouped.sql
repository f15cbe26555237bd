-- frame -> its photos, each put together from the rows that name it.
SELECT
    photo_id,
    CASE WHEN min(licence_listed) = max(licence_listed) OR count(licence_listed) = 0 THEN min(licence_listed) ELSE 'rows disagree' END AS licence,
    min(uploaded) AS uploaded,
    sum(faces) AS faces,
    count(*) AS in_rows,
    CASE WHEN min(nsid) <> max(nsid) OR min(alias) <> max(alias) THEN 1 ELSE 0 END AS conflict
FROM frame
WHERE photo_id IS NOT NULL
GROUP BY photo_id
