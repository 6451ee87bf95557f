SELECT
  n.nspname AS name,
  pg_catalog.pg_get_userbyid(n.nspowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_namespace'::regclass::oid AS classid,
  n.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_namespace AS n
LEFT JOIN pg_catalog.pg_description AS d
  ON n.oid = d.objoid AND d.classoid = 'pg_catalog.pg_namespace'::regclass AND d.objsubid = 0
WHERE n.oid = ANY(%(schemas)s::oid[])
ORDER BY n.nspname
