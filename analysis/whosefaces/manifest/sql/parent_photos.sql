-- parent_rows, found_rows -> what the parent says of each photo. Where its rows name several owners, it names none.
SELECT
    r.photo_id,
    CASE WHEN min(r.account_key) = max(r.account_key) THEN min(r.nsid) END AS nsid,
    CASE WHEN min(r.account_key) = max(r.account_key) THEN min(r.alias) END AS alias,
    CASE WHEN min(r.account_key) = max(r.account_key) THEN min(f.name) END AS name,
    CASE WHEN min(r.account_key) <> max(r.account_key) THEN 1 ELSE 0 END AS several_owners,
    CASE WHEN min(r.licence_listed) = max(r.licence_listed) THEN min(r.licence_listed) END AS licence_listed,
    CASE WHEN min(r.licence_listed) = max(r.licence_listed) THEN min(r.licence_listed_on) END AS licence_listed_on,
    CASE WHEN min(r.licence_listed) = max(r.licence_listed) THEN min(r.licence_as_listed) END AS licence_as_listed,
    CASE WHEN min(r.licence_listed) <> max(r.licence_listed) THEN 1 ELSE 0 END AS several_licences,
    min(r.uploaded) AS uploaded
FROM parent_rows AS r
INNER JOIN found_rows AS f ON r."row" = f."row"
WHERE r.photo_id IS NOT NULL
GROUP BY r.photo_id
