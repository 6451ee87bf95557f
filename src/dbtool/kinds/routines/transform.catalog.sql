SELECT
  pg_catalog.format_type(t.trftype, NULL) AS type,
  l.lanname AS language,
  CASE WHEN t.trffromsql::oid <> 0 THEN t.trffromsql::regprocedure::text END AS from_sql,
  CASE WHEN t.trftosql::oid <> 0 THEN t.trftosql::regprocedure::text END AS to_sql,
  (
    SELECT pg_catalog.array_agg(f.objid::regprocedure::text ORDER BY f.objid::regprocedure::text)
    FROM pg_catalog.pg_depend AS f
    INNER JOIN pg_catalog.pg_depend AS member
      ON f.classid = member.classid AND f.objid = member.objid AND member.deptype = 'e'
    WHERE
      f.refclassid = 'pg_catalog.pg_transform'::regclass
      AND f.refobjid = t.oid
      AND f.classid = 'pg_catalog.pg_proc'::regclass
  ) AS members,
  d.description AS comment,
  'pg_catalog.pg_transform'::regclass::oid AS classid,
  t.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_transform AS t
INNER JOIN pg_catalog.pg_language AS l ON t.trflang = l.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON t.oid = d.objoid AND d.classoid = 'pg_catalog.pg_transform'::regclass AND d.objsubid = 0
WHERE
  -- initdb's own come before the first normal oid.
  t.oid >= 16384
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_transform'::regclass
      AND member.objid = t.oid
      AND member.deptype = 'e'
  )
ORDER BY pg_catalog.format_type(t.trftype, NULL), l.lanname
