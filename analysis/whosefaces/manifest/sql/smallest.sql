-- units, draw (the salt), wanted (a stratum, and a number that its drawn units are sure to stay under) -> those units with
-- their random numbers: a few more than are wanted, of which the smallest are then taken. A unit may stand in many rows.
SELECT DISTINCT u.*
FROM (
    SELECT s.*, sha256(d.salt || '|' || s.id) AS prn
    FROM units AS s
    CROSS JOIN draw AS d
) AS u
INNER JOIN wanted AS w ON u.stratum = w.stratum
WHERE u.prn < w.below
ORDER BY prn, id
