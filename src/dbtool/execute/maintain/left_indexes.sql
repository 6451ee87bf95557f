-- What a REINDEX CONCURRENTLY that did not end leaves: the new index, or the old one once replaced.
SELECT
  n.nspname AS schema,
  ic.relname AS name
FROM pg_catalog.pg_index AS i
INNER JOIN pg_catalog.pg_class AS ic ON i.indexrelid = ic.oid
INNER JOIN pg_catalog.pg_namespace AS n ON ic.relnamespace = n.oid
WHERE
  NOT i.indisvalid
  AND ic.relname ~ '_cc(new|old)[0-9]*$'
  AND i.indrelid IN (
    SELECT t.oid FROM pg_catalog.unnest(%(tables)s::oid[]) AS t (oid)
    UNION
    SELECT c.reltoastrelid FROM pg_catalog.pg_class AS c
    WHERE c.oid = ANY(%(tables)s::oid[]) AND c.reltoastrelid <> 0
  )
ORDER BY 1, 2
