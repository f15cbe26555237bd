-- frame -> how many photos its rows name.
SELECT count(DISTINCT CAST(photo_id AS BIGINT)) AS photos FROM frame
