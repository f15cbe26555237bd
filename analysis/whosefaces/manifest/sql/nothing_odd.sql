-- read_rows -> looked_up, where the patterns have read everything and nothing has to be looked up but a few licences,
-- which are the parameter licence_id: without a join the rows keep their order.
SELECT
    *,
    :licence_id AS licence_id,
    CAST(NULL AS VARCHAR) AS a_kind, CAST(NULL AS VARCHAR) AS a_photo_id, CAST(NULL AS VARCHAR) AS a_nsid, CAST(NULL AS VARCHAR) AS a_alias,
    CAST(NULL AS VARCHAR) AS p_kind, CAST(NULL AS VARCHAR) AS p_photo_id, CAST(NULL AS VARCHAR) AS p_nsid, CAST(NULL AS VARCHAR) AS p_alias,
    CAST(NULL AS VARCHAR) AS n_owner, CAST(NULL AS VARCHAR) AS n_nsid,
    CAST(NULL AS VARCHAR) AS o_owner, CAST(NULL AS VARCHAR) AS o_nsid, CAST(NULL AS VARCHAR) AS o_alias
FROM read_rows
