SELECT
  pg_catalog.concat_ws('.', n.nspname, c.collname) AS name,
  c.collversion AS recorded,
  pg_catalog.pg_collation_actual_version(c.oid) AS actual
FROM pg_catalog.pg_collation AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.collnamespace = n.oid
WHERE
  c.collversion IS NOT NULL
  -- Hundreds are there and few are used.
  AND c.oid IN (
    SELECT a.attcollation FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = ANY(%(relations)s::oid[])
  )
  AND c.collversion IS DISTINCT FROM pg_catalog.pg_collation_actual_version(c.oid)
ORDER BY n.nspname, c.collname
