SELECT
  e.extname AS name,
  e.extversion AS version,
  n.nspname AS schema
FROM pg_catalog.pg_extension AS e
INNER JOIN pg_catalog.pg_namespace AS n ON e.extnamespace = n.oid
ORDER BY e.extname
