SELECT
  n.nspname AS schema,
  c.relname AS sequence,
  t.relname AS "table",
  a.attname AS "column",
  NULL::oid AS classid,
  NULL::oid AS objid,
  NULL::int AS objsubid
FROM pg_catalog.pg_sequence AS s
INNER JOIN pg_catalog.pg_class AS c ON s.seqrelid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
-- OWNED BY is an automatic dependency; an identity column's is an internal one.
INNER JOIN pg_catalog.pg_depend AS d
  ON
    c.oid = d.objid
    AND d.classid = 'pg_catalog.pg_class'::regclass
    AND d.refclassid = 'pg_catalog.pg_class'::regclass
    AND d.deptype = 'a'
INNER JOIN pg_catalog.pg_class AS t ON d.refobjid = t.oid
INNER JOIN pg_catalog.pg_attribute AS a ON d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
WHERE c.oid = ANY(%(relations)s::oid[])
ORDER BY n.nspname, c.relname
