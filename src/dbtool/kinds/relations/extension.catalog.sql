SELECT
  e.extname AS name,
  n.nspname AS schema,
  e.extversion AS version,
  'pg_catalog.pg_extension'::regclass::oid AS classid,
  e.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_extension AS e
INNER JOIN pg_catalog.pg_namespace AS n ON e.extnamespace = n.oid
-- plpgsql comes with the database: initdb made it, before the first normal oid.
WHERE e.oid >= 16384
ORDER BY e.extname
