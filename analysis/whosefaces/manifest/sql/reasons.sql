-- frame -> rows set aside, by reason; most first.
SELECT set_aside AS reason, count(*) AS "rows"
FROM frame
WHERE set_aside IS NOT NULL
GROUP BY set_aside
ORDER BY count(*) DESC, set_aside
