SELECT
  p.pubname AS publication,
  n.nspname AS schema,
  c.relname AS "table",
  ARRAY(
    SELECT a.attname::text
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = pr.prrelid AND a.attnum = ANY(pr.prattrs::int2[])
    ORDER BY a.attnum
  ) AS columns,
  pg_catalog.pg_get_expr(pr.prqual, pr.prrelid) AS "where",
  'pg_catalog.pg_publication_rel'::regclass::oid AS classid,
  pr.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_publication_rel AS pr
INNER JOIN pg_catalog.pg_publication AS p ON pr.prpubid = p.oid
INNER JOIN pg_catalog.pg_class AS c ON pr.prrelid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE c.oid = ANY(%(relations)s::oid[])
ORDER BY p.pubname, n.nspname, c.relname
