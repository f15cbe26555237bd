-- frame_rows -> the first rows that were set aside for each reason, as they stand.
SELECT reason, "row", said
FROM (
    SELECT
        set_aside AS reason,
        "row",
        coalesce(text, url) AS said,
        row_number() OVER (PARTITION BY set_aside ORDER BY "row") AS place
    FROM frame_rows
    WHERE set_aside IS NOT NULL
) AS numbered
WHERE place <= 3
ORDER BY reason, "row"
