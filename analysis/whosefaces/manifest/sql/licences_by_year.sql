-- photos -> photos by the licence listed and the year of upload.
SELECT coalesce(licence, 'none listed') AS licence, year(uploaded) AS uploaded_in, count(*) AS photos, sum(conflict) AS conflicts
FROM photos
GROUP BY licence, year(uploaded)
ORDER BY licence, uploaded_in
