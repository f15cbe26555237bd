-- listing -> the distinct licences, as written.
SELECT DISTINCT licence FROM listing WHERE licence IS NOT NULL
