-- frame_rows -> one row: how many rows, photos and accounts, and what stands in them. Counts of different units, never mixed.
SELECT
    count(*) AS all_rows,
    count(photo_id) AS rows_with_photo,
    count(DISTINCT CAST(photo_id AS BIGINT)) AS photos,
    count(account_key) AS rows_with_owner,
    count(DISTINCT account_key) AS accounts,
    count(nsid) AS rows_with_nsid,
    count(url) AS rows_with_address,
    count(licence_listed) AS rows_with_licence,
    count(CASE WHEN set_aside IS NULL AND licence_listed <> :not_understood THEN 1 END) AS licences_understood,
    count(CASE WHEN set_aside IS NULL AND licence_listed = :not_understood THEN 1 END) AS licences_not_understood,
    count(uploaded) AS rows_with_day,
    count(faces) AS rows_with_faces,
    count(CASE WHEN secret THEN 1 END) AS rows_with_secret,
    count(CASE WHEN named THEN 1 END) AS rows_with_name,
    count(CASE WHEN located THEN 1 END) AS rows_with_place,
    count(CASE WHEN subject THEN 1 END) AS rows_with_subject,
    count(CASE WHEN id_disagrees THEN 1 END) AS rows_whose_ids_disagree,
    count(CASE WHEN account_key IS NULL AND named THEN 1 END) AS rows_by_name,
    count(CASE WHEN account_key IS NULL AND NOT coalesce(named, false) AND photo_id IS NOT NULL THEN 1 END) AS rows_by_id,
    count(CASE WHEN set_aside = 'only a hash of the address: needs the parent' THEN 1 END) AS rows_for_the_parent
FROM frame_rows
