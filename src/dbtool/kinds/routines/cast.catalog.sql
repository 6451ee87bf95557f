SELECT
  pg_catalog.format_type(c.castsource, NULL) AS source,
  pg_catalog.format_type(c.casttarget, NULL) AS target,
  CASE c.castmethod WHEN 'b' THEN 'binary' WHEN 'i' THEN 'inout' ELSE 'function' END AS method,
  CASE WHEN c.castfunc <> 0 THEN c.castfunc::regprocedure::text END AS function,
  CASE c.castcontext WHEN 'a' THEN 'assignment' WHEN 'i' THEN 'implicit' ELSE 'explicit' END AS context,
  d.description AS comment,
  'pg_catalog.pg_cast'::regclass::oid AS classid,
  c.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_cast AS c
LEFT JOIN pg_catalog.pg_description AS d
  ON c.oid = d.objoid AND d.classoid = 'pg_catalog.pg_cast'::regclass AND d.objsubid = 0
WHERE
  -- initdb's own come before the first normal oid.
  c.oid >= 16384
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_cast'::regclass
      AND member.objid = c.oid
      -- Of an extension, or from a range type to its multirange type.
      AND member.deptype IN ('e', 'i')
  )
ORDER BY pg_catalog.format_type(c.castsource, NULL), pg_catalog.format_type(c.casttarget, NULL)
