SELECT
  n.nspname AS schema,
  c.relname AS "table",
  a.attname AS "column",
  -- With a number where the server found it taken; a longer name is cut, and then nobody's own.
  CASE
    WHEN
      pg_catalog.octet_length(usual.name) <= 63
      AND pg_catalog.rtrim(k.conname, '0123456789') <> pg_catalog.rtrim(usual.name, '0123456789')
      THEN k.conname
  END AS name,
  k.convalidated AS validated,
  k.connoinherit AS no_inherit,
  d.description AS comment,
  NULL::oid AS classid,
  NULL::oid AS objid,
  NULL::int AS objsubid
FROM pg_catalog.pg_constraint AS k
INNER JOIN pg_catalog.pg_class AS c ON k.conrelid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
INNER JOIN pg_catalog.pg_attribute AS a ON k.conrelid = a.attrelid AND k.conkey[1] = a.attnum
CROSS JOIN LATERAL (SELECT c.relname || '_' || a.attname || '_not_null' AS name) AS usual
LEFT JOIN pg_catalog.pg_description AS d
  ON k.oid = d.objoid AND d.classoid = 'pg_catalog.pg_constraint'::regclass AND d.objsubid = 0
WHERE
  -- Before PostgreSQL 18 only domains have such constraints.
  k.contype = 'n'
  AND k.conrelid = ANY(%(relations)s::oid[])
  -- What a parent gives belongs to the parent.
  AND k.coninhcount = 0
  AND (
    NOT k.convalidated
    OR k.connoinherit
    OR d.description IS NOT NULL
    OR (
      pg_catalog.octet_length(usual.name) <= 63
      AND pg_catalog.rtrim(k.conname, '0123456789') <> pg_catalog.rtrim(usual.name, '0123456789')
    )
  )
ORDER BY n.nspname, c.relname, a.attname
