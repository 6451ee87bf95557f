SELECT
  n.nspname AS schema,
  s.stxname AS name,
  ARRAY[tn.nspname::text, c.relname::text] AS "on",
  pg_catalog.pg_get_statisticsobjdef(s.oid) AS definition,
  -- The default is -1 before PostgreSQL 17 and NULL from then on.
  NULLIF(s.stxstattarget, -1)::int AS target,
  pg_catalog.pg_get_userbyid(s.stxowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_statistic_ext'::regclass::oid AS classid,
  s.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_statistic_ext AS s
INNER JOIN pg_catalog.pg_namespace AS n ON s.stxnamespace = n.oid
INNER JOIN pg_catalog.pg_class AS c ON s.stxrelid = c.oid
INNER JOIN pg_catalog.pg_namespace AS tn ON c.relnamespace = tn.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON s.oid = d.objoid AND d.classoid = 'pg_catalog.pg_statistic_ext'::regclass AND d.objsubid = 0
WHERE
  c.oid = ANY(%(relations)s::oid[])
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_statistic_ext'::regclass
      AND member.objid = s.oid
      AND member.deptype = 'e'
  )
ORDER BY n.nspname, s.stxname
