SELECT
  n.nspname AS schema,
  c.relname AS "table",
  c.relrowsecurity AS enabled,
  c.relforcerowsecurity AS forced,
  NULL::oid AS classid,
  NULL::oid AS objid,
  NULL::int AS objsubid
FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE
  c.relkind IN ('r', 'p')
  AND c.oid = ANY(%(relations)s::oid[])
  -- FORCE alone does nothing until it is enabled, but it is there.
  AND (c.relrowsecurity OR c.relforcerowsecurity)
ORDER BY n.nspname, c.relname
