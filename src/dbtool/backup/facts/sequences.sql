SELECT
  n.nspname AS schema,
  c.relname AS name,
  s.seqincrement AS increment
FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
INNER JOIN pg_catalog.pg_sequence AS s ON c.oid = s.seqrelid
WHERE
  c.relkind = 'S'
  AND c.relpersistence <> 't'
  AND NOT pg_catalog.starts_with(n.nspname, 'pg_')
  AND NOT EXISTS (
    SELECT
    FROM pg_catalog.pg_depend AS d
    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND c.oid = d.objid AND d.deptype = 'e'
  )
ORDER BY n.nspname, c.relname
