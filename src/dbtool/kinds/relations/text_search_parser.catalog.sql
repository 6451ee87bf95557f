SELECT
  n.nspname AS schema,
  p.prsname AS name,
  CASE WHEN p.prsstart::oid <> 0 THEN p.prsstart::regproc::text END AS start,
  CASE WHEN p.prstoken::oid <> 0 THEN p.prstoken::regproc::text END AS gettoken,
  CASE WHEN p.prsend::oid <> 0 THEN p.prsend::regproc::text END AS "end",
  CASE WHEN p.prslextype::oid <> 0 THEN p.prslextype::regproc::text END AS lextypes,
  CASE WHEN p.prsheadline::oid <> 0 THEN p.prsheadline::regproc::text END AS headline,
  d.description AS comment,
  'pg_catalog.pg_ts_parser'::regclass::oid AS classid,
  p.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_ts_parser AS p
INNER JOIN pg_catalog.pg_namespace AS n ON p.prsnamespace = n.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON p.oid = d.objoid AND d.classoid = 'pg_catalog.pg_ts_parser'::regclass AND d.objsubid = 0
WHERE
  p.prsnamespace = ANY(%(namespaces)s::oid[])
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_ts_parser'::regclass
      AND member.objid = p.oid
      AND member.deptype = 'e'
  )
ORDER BY n.nspname, p.prsname
