-- frame -> its photos to draw from, a row of the frame each: a photo may come twice, and is the same photo with the same number.
SELECT photo_id AS id, :stratum AS stratum
FROM frame
WHERE photo_id IS NOT NULL
