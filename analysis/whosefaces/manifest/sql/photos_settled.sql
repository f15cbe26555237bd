-- put_together, frame -> the same photos; those that are torn between owners get theirs.
SELECT
    p.photo_id,
    CASE WHEN p.torn = 1 THEN o.owner ELSE p.owner END AS owner,
    p.torn,
    p.named,
    p.licence,
    p.uploaded,
    p.faces,
    p.faces_of_a_row,
    p.in_rows
FROM put_together AS p
LEFT JOIN (:owners) AS o ON p.photo_id = o.photo_id
