-- What this role cannot read in whole: each is a table that a dump would stop at, or silently read in part.
SELECT
  n.nspname AS schema,
  c.relname AS name,
  c.relkind::text AS kind,
  NOT pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS no_schema,
  NOT pg_catalog.has_table_privilege(c.oid, 'SELECT') AS no_select,
  pg_catalog.row_security_active(c.oid) AS row_security
FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE
  c.relkind IN ('r', 'p', 'm', 'S', 'f')
  AND c.relpersistence <> 't'
  AND n.nspname <> 'information_schema'
  AND NOT pg_catalog.starts_with(n.nspname, 'pg_')
  AND (
    NOT pg_catalog.has_schema_privilege(n.oid, 'USAGE')
    OR NOT pg_catalog.has_table_privilege(c.oid, 'SELECT')
    OR pg_catalog.row_security_active(c.oid)
  )
  -- An extension's own tables count where their rows are dumped.
  AND NOT EXISTS (
    SELECT
    FROM pg_catalog.pg_depend AS d
    INNER JOIN pg_catalog.pg_extension AS e ON d.refobjid = e.oid
    WHERE
      d.classid = 'pg_catalog.pg_class'::regclass
      AND c.oid = d.objid
      AND d.deptype = 'e'
      AND NOT c.oid = ANY(coalesce(e.extconfig, '{}'::oid[]))
  )
ORDER BY n.nspname, c.relname
