-- frame -> one row a photo: what a sample of photos is drawn from in strata, where a photo may stand in many rows.
SELECT photo_id AS id, :stratum AS stratum
FROM frame
WHERE set_aside IS NULL AND photo_id IS NOT NULL
GROUP BY photo_id
