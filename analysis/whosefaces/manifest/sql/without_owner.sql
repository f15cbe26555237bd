-- frame -> how many photos name no owner in any row.
SELECT count(*) AS photos
FROM (
    SELECT photo_id
    FROM frame
    WHERE set_aside IS NULL AND photo_id IS NOT NULL
    GROUP BY photo_id
    HAVING count(account_key) = 0
) AS unowned
