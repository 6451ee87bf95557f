SELECT
  e.extname AS name,
  n.nspname AS schema,
  e.extversion AS version,
  pg_catalog.pg_get_userbyid(e.extowner) AS owner,
  -- What CREATE EXTENSION writes is nobody's wish.
  nullif(d.description, a.comment) AS comment,
  'pg_catalog.pg_extension'::regclass::oid AS classid,
  e.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_extension AS e
INNER JOIN pg_catalog.pg_namespace AS n ON e.extnamespace = n.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON e.oid = d.objoid AND d.classoid = 'pg_catalog.pg_extension'::regclass AND d.objsubid = 0
LEFT JOIN pg_catalog.pg_available_extensions() AS a ON e.extname = a.name
-- plpgsql comes with the database: initdb made it, before the first normal oid.
WHERE e.oid >= 16384
ORDER BY e.extname
