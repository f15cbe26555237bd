-- frame_rows -> why rows were set aside, and how many for each reason.
SELECT set_aside AS reason, count(*) AS all_rows
FROM frame_rows
WHERE set_aside IS NOT NULL
GROUP BY set_aside
ORDER BY all_rows DESC, reason
