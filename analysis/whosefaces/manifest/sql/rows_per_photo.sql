-- photos -> how many photos stand in how many rows, with how many faces.
SELECT in_rows, faces, count(*) AS photos FROM photos GROUP BY in_rows, faces ORDER BY in_rows, faces
