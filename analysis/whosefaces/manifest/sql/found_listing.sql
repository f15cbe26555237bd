-- found_rows -> the same rows as a listing. The parent calls some of them videos: whose they are is known all the same.
SELECT
    photo_id,
    address,
    page,
    nsid,
    alias,
    licence,
    licence_listed_on,
    uploaded,
    CAST(NULL AS VARCHAR) AS faces,
    by_hash AS hash,
    CAST(NULL AS BOOLEAN) AS secret,
    CAST(NULL AS BOOLEAN) AS named,
    CAST(NULL AS BOOLEAN) AS located,
    CAST(NULL AS BOOLEAN) AS subject,
    CASE WHEN set_aside <> 'a video' THEN set_aside END AS set_aside,
    CAST(NULL AS VARCHAR) AS text,
    CAST(NULL AS BIGINT) AS photo_number,
    "row"
FROM found_rows
