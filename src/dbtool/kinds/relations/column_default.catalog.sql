SELECT
  n.nspname AS schema,
  c.relname AS "table",
  a.attname AS "column",
  pg_catalog.pg_get_expr(ad.adbin, ad.adrelid) AS expression,
  'pg_catalog.pg_attrdef'::regclass::oid AS classid,
  ad.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
INNER JOIN pg_catalog.pg_attrdef AS ad ON c.oid = ad.adrelid
INNER JOIN pg_catalog.pg_attribute AS a ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
WHERE
  c.relkind IN ('r', 'p', 'v', 'f')
  AND c.oid = ANY(%(relations)s::oid[])
  -- A generation expression is part of the column.
  AND a.attgenerated = ''
  -- What a partition or child has from its parent is the parent's, unless it says something else.
  AND (
    a.attislocal
    OR (
      -- Nearly all are copies: what is the same inside need not be printed to be compared.
      (c.oid, a.attname, ad.adbin::text) NOT IN (
        SELECT
          i.inhrelid,
          pa.attname,
          pd.adbin::text
        FROM pg_catalog.pg_inherits AS i
        INNER JOIN pg_catalog.pg_attribute AS pa ON i.inhparent = pa.attrelid
        INNER JOIN pg_catalog.pg_attrdef AS pd ON pa.attrelid = pd.adrelid AND pa.attnum = pd.adnum
        WHERE i.inhrelid = ANY(%(relations)s::oid[])
      )
      AND NOT EXISTS (
        SELECT
        FROM pg_catalog.pg_inherits AS i
        INNER JOIN pg_catalog.pg_attribute AS pa ON i.inhparent = pa.attrelid AND a.attname = pa.attname
        INNER JOIN pg_catalog.pg_attrdef AS pd ON pa.attrelid = pd.adrelid AND pa.attnum = pd.adnum
        WHERE
          i.inhrelid = c.oid
          AND pg_catalog.pg_get_expr(pd.adbin, pd.adrelid) = pg_catalog.pg_get_expr(ad.adbin, ad.adrelid)
      )
    )
  )
UNION ALL
-- A partition or child that has no default where its parent has one.
SELECT
  n.nspname,
  c.relname,
  a.attname,
  'NULL',
  NULL::oid,
  NULL::oid,
  NULL::int
FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
INNER JOIN pg_catalog.pg_attribute AS a ON c.oid = a.attrelid
WHERE
  c.relkind IN ('r', 'p', 'f')
  AND c.oid = ANY(%(relations)s::oid[])
  AND NOT a.atthasdef
  AND NOT a.attislocal
  AND (a.attrelid, a.attname) IN (
    SELECT
      i.inhrelid,
      pa.attname
    FROM pg_catalog.pg_inherits AS i
    INNER JOIN pg_catalog.pg_attribute AS pa ON i.inhparent = pa.attrelid
    WHERE i.inhrelid = ANY(%(relations)s::oid[]) AND pa.atthasdef AND pa.attgenerated = ''
  )
ORDER BY 1, 2, 3
