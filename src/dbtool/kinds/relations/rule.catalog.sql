SELECT
  n.nspname AS schema,
  c.relname AS "table",
  r.rulename AS name,
  'CREATE OR REPLACE ' || pg_catalog.substr(pg_catalog.pg_get_ruledef(r.oid), 8) AS definition,
  CASE r.ev_enabled
    WHEN 'O' THEN 'origin'
    WHEN 'D' THEN 'disabled'
    WHEN 'R' THEN 'replica'
    WHEN 'A' THEN 'always'
  END AS enabled,
  d.description AS comment,
  'pg_catalog.pg_rewrite'::regclass::oid AS classid,
  r.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_rewrite AS r
INNER JOIN pg_catalog.pg_class AS c ON r.ev_class = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON r.oid = d.objoid AND d.classoid = 'pg_catalog.pg_rewrite'::regclass AND d.objsubid = 0
WHERE
  c.oid = ANY(%(relations)s::oid[])
  -- _RETURN is the view's own query.
  AND r.rulename <> '_RETURN'
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE member.classid = 'pg_catalog.pg_rewrite'::regclass AND member.objid = r.oid AND member.deptype = 'e'
  )
ORDER BY n.nspname, c.relname, r.rulename
