SELECT
  n.nspname AS schema,
  t.tmplname AS name,
  CASE WHEN t.tmpllexize::oid <> 0 THEN t.tmpllexize::regproc::text END AS lexize,
  CASE WHEN t.tmplinit::oid <> 0 THEN t.tmplinit::regproc::text END AS init,
  d.description AS comment,
  'pg_catalog.pg_ts_template'::regclass::oid AS classid,
  t.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_ts_template AS t
INNER JOIN pg_catalog.pg_namespace AS n ON t.tmplnamespace = n.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON t.oid = d.objoid AND d.classoid = 'pg_catalog.pg_ts_template'::regclass AND d.objsubid = 0
WHERE
  t.tmplnamespace = ANY(%(namespaces)s::oid[])
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_ts_template'::regclass
      AND member.objid = t.oid
      AND member.deptype = 'e'
  )
ORDER BY n.nspname, t.tmplname
