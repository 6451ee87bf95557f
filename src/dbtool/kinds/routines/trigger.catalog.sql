SELECT
  n.nspname AS schema,
  c.relname AS "table",
  t.tgname AS name,
  pg_catalog.pg_get_triggerdef(t.oid) AS definition,
  CASE t.tgenabled
    WHEN 'O' THEN 'origin'
    WHEN 'D' THEN 'disabled'
    WHEN 'R' THEN 'replica'
    WHEN 'A' THEN 'always'
  END AS enabled,
  d.description AS comment,
  'pg_catalog.pg_trigger'::regclass::oid AS classid,
  t.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_trigger AS t
INNER JOIN pg_catalog.pg_class AS c ON t.tgrelid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON t.oid = d.objoid AND d.classoid = 'pg_catalog.pg_trigger'::regclass AND d.objsubid = 0
WHERE
  c.oid = ANY(%(relations)s::oid[])
  AND NOT t.tgisinternal
  -- A partition's copy is the parent's.
  AND t.tgparentid = 0
  -- TimescaleDB <= 2.22 puts triggers of its own on hypertables; they call its own functions.
  AND NOT EXISTS (
    SELECT
    FROM pg_catalog.pg_depend AS member
    INNER JOIN pg_catalog.pg_extension AS e ON member.refobjid = e.oid
    WHERE
      member.classid = 'pg_catalog.pg_proc'::regclass
      AND member.objid = t.tgfoid
      AND member.deptype = 'e'
      AND e.extname = 'timescaledb'
  )
ORDER BY n.nspname, c.relname, t.tgname
