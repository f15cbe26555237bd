-- rows of a frame -> the one owner of each photo that they name: whom most rows name, of these one with an NSID. The rows are
-- the parameter; the rule is the one by which the draw takes an owner (owners.sql).
SELECT photo_id, account_key AS owner
FROM (
    SELECT
        photo_id,
        account_key,
        row_number() OVER (PARTITION BY photo_id ORDER BY named_by DESC, CASE WHEN nsid IS NULL THEN 1 ELSE 0 END, account_key) AS place
    FROM (
        SELECT photo_id, account_key, count(*) AS named_by, min(nsid) AS nsid
        FROM :rows
        WHERE set_aside IS NULL AND account_key IS NOT NULL
        GROUP BY photo_id, account_key
    ) AS owners
) AS in_order
WHERE place = 1
