SELECT
  am.amname AS name,
  CASE am.amtype WHEN 't' THEN 'table' ELSE 'index' END AS type,
  am.amhandler::regproc::text AS handler,
  d.description AS comment,
  'pg_catalog.pg_am'::regclass::oid AS classid,
  am.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_am AS am
LEFT JOIN pg_catalog.pg_description AS d
  ON am.oid = d.objoid AND d.classoid = 'pg_catalog.pg_am'::regclass AND d.objsubid = 0
WHERE
  -- initdb's own come before the first normal oid.
  am.oid >= 16384
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE member.classid = 'pg_catalog.pg_am'::regclass AND member.objid = am.oid AND member.deptype = 'e'
  )
ORDER BY am.amname
