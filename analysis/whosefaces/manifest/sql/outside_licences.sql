-- outside -> its photos by licence listed, each photo once.
SELECT t.licence, count(*) AS photos
FROM (
    SELECT
        photo_id,
        CASE
            WHEN min(licence_listed) = max(licence_listed) THEN min(licence_listed)
            WHEN min(licence_listed) IS NULL THEN 'none listed'
            ELSE 'rows disagree'
        END AS licence
    FROM outside
    GROUP BY photo_id
) AS t
GROUP BY t.licence
ORDER BY photos DESC, t.licence
