SELECT
  l.lanname AS name,
  l.lanpltrusted AS trusted,
  CASE WHEN l.lanplcallfoid <> 0 THEN l.lanplcallfoid::regproc::text END AS handler,
  CASE WHEN l.laninline <> 0 THEN l.laninline::regproc::text END AS inline,
  CASE WHEN l.lanvalidator <> 0 THEN l.lanvalidator::regproc::text END AS validator,
  pg_catalog.pg_get_userbyid(l.lanowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_language'::regclass::oid AS classid,
  l.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_language AS l
LEFT JOIN pg_catalog.pg_description AS d
  ON l.oid = d.objoid AND d.classoid = 'pg_catalog.pg_language'::regclass AND d.objsubid = 0
WHERE
  -- initdb's own come before the first normal oid.
  l.oid >= 16384
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_language'::regclass
      AND member.objid = l.oid
      AND member.deptype = 'e'
  )
ORDER BY l.lanname
