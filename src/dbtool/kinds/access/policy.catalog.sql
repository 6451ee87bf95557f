SELECT
  n.nspname AS schema,
  c.relname AS "table",
  p.polname AS name,
  p.polpermissive AS permissive,
  CASE p.polcmd
    WHEN '*' THEN 'all'
    WHEN 'r' THEN 'select'
    WHEN 'a' THEN 'insert'
    WHEN 'w' THEN 'update'
    WHEN 'd' THEN 'delete'
  END AS command,
  ARRAY(
    SELECT CASE role.oid WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(role.oid)::text END
    FROM pg_catalog.unnest(p.polroles) AS role (oid)
    ORDER BY 1
  ) AS roles,
  pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS "using",
  pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS "check",
  d.description AS comment,
  'pg_catalog.pg_policy'::regclass::oid AS classid,
  p.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_policy AS p
INNER JOIN pg_catalog.pg_class AS c ON p.polrelid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON p.oid = d.objoid AND d.classoid = 'pg_catalog.pg_policy'::regclass AND d.objsubid = 0
WHERE c.oid = ANY(%(relations)s::oid[])
ORDER BY n.nspname, c.relname, p.polname
