SELECT
  n.nspname AS schema,
  s.stxname AS name,
  ARRAY[tn.nspname::text, c.relname::text] AS "on",
  -- The server keeps columns in the order of their table, which differs between tables that were changed.
  pg_catalog.replace(
    pg_catalog.pg_get_statisticsobjdef(s.oid), ' ON ' || keys.as_kept, ' ON ' || keys.by_name
  ) AS definition,
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
CROSS JOIN
  LATERAL (
    SELECT
      coalesce(pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum), '')
        AS as_kept,
      coalesce(pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attname), '')
        AS by_name
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = s.stxrelid AND a.attnum = ANY(s.stxkeys::smallint[])
  ) AS keys
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
