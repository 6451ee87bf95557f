SELECT
  n.nspname AS schema,
  o.oprname AS name,
  CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprleft, NULL) END AS "left",
  pg_catalog.format_type(o.oprright, NULL) AS "right",
  o.oprcode::regproc::text AS function,
  'OPERATOR(' || pg_catalog.quote_ident(cn.nspname) || '.' || co.oprname || ')' AS "commutator",
  'OPERATOR(' || pg_catalog.quote_ident(nn.nspname) || '.' || ne.oprname || ')' AS "negator",
  CASE WHEN o.oprrest::oid <> 0 THEN o.oprrest::regproc::text END AS "restrict",
  CASE WHEN o.oprjoin::oid <> 0 THEN o.oprjoin::regproc::text END AS "join",
  o.oprcanhash AS "hashes",
  o.oprcanmerge AS "merges",
  pg_catalog.pg_get_userbyid(o.oprowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_operator'::regclass::oid AS classid,
  o.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_operator AS o
INNER JOIN pg_catalog.pg_namespace AS n ON o.oprnamespace = n.oid
LEFT JOIN pg_catalog.pg_operator AS co ON o.oprcom = co.oid
LEFT JOIN pg_catalog.pg_namespace AS cn ON co.oprnamespace = cn.oid
LEFT JOIN pg_catalog.pg_operator AS ne ON o.oprnegate = ne.oid
LEFT JOIN pg_catalog.pg_namespace AS nn ON ne.oprnamespace = nn.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON o.oid = d.objoid AND d.classoid = 'pg_catalog.pg_operator'::regclass AND d.objsubid = 0
WHERE
  o.oprnamespace = ANY(%(namespaces)s::oid[])
  -- One that only a commutator or negator names is not there yet.
  AND o.oprcode::oid <> 0
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_operator'::regclass
      AND member.objid = o.oid
      AND member.deptype = 'e'
  )
ORDER BY n.nspname, o.oprname, 3, 4
