-- photos -> how many photos stand in how many rows, with how many faces in all and at most in one row.
SELECT in_rows, faces, faces_of_a_row, count(*) AS photos
FROM photos
GROUP BY in_rows, faces, faces_of_a_row
ORDER BY in_rows, faces, faces_of_a_row
