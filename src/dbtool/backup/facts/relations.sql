-- Everything that holds rows of its own, chunks among them.
SELECT
  c.oid,
  n.nspname AS schema,
  c.relname AS name,
  c.relkind = 'm' AS materialized,
  c.relrowsecurity AS row_security,
  -- A view that was never filled cannot be read.
  c.relispopulated AS populated,
  pg_catalog.pg_table_size(c.oid) AS bytes
FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE
  c.relkind IN ('r', 'm')
  AND c.relpersistence <> 't'
  AND n.nspname <> 'information_schema'
  AND NOT pg_catalog.starts_with(n.nspname, 'pg_')
  -- What an extension keeps comes with the extension.
  AND NOT EXISTS (
    SELECT
    FROM pg_catalog.pg_depend AS d
    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND c.oid = d.objid AND d.deptype = 'e'
  )
ORDER BY n.nspname, c.relname
