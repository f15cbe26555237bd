-- photos -> photos by the licence listed and the year of upload; of them those whose owner is known, and by the list itself.
SELECT
    coalesce(licence, 'none listed') AS licence,
    year(uploaded) AS uploaded_in,
    count(*) AS photos,
    coalesce(sum(named), 0) AS named,
    count(owner) AS owned,
    coalesce(sum(torn), 0) AS torn
FROM photos
GROUP BY licence, year(uploaded)
ORDER BY licence, uploaded_in
