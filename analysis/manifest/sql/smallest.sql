-- units, draw (the salt), wanted (a stratum) -> the units with the smallest random numbers, ties by id. No unit's id is null.
SELECT u.*, sha256(d.salt || '|' || u.id) AS prn
FROM units AS u
CROSS JOIN draw AS d
INNER JOIN wanted AS w ON u.stratum = w.stratum
ORDER BY prn, id
LIMIT 0
