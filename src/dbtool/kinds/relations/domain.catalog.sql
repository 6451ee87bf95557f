SELECT
  n.nspname AS schema,
  t.typname AS name,
  pg_catalog.format_type(t.typbasetype, t.typtypmod) AS type,
  pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname) AS "collation",
  NOT t.typnotnull AS nullable,
  pg_catalog.pg_get_expr(t.typdefaultbin, 0) AS "default",
  (
    SELECT con.conname
    FROM pg_catalog.pg_constraint AS con
    WHERE
      con.contypid = t.oid
      AND con.contype = 'n'
      -- A longer name is cut, and then nobody's own.
      AND con.conname <> t.typname || '_not_null'
      AND pg_catalog.octet_length(t.typname || '_not_null') <= 63
  ) AS not_null,
  (
    SELECT pg_catalog.jsonb_object_agg(con.conname, pg_catalog.pg_get_expr(con.conbin, 0))
    FROM pg_catalog.pg_constraint AS con
    -- PostgreSQL >= 17 keeps a domain's NOT NULL as a constraint too.
    WHERE con.contypid = t.oid AND con.contype = 'c'
  ) AS checks,
  ARRAY(
    SELECT con.conname::text
    FROM pg_catalog.pg_constraint AS con
    WHERE con.contypid = t.oid AND con.contype = 'c' AND NOT con.convalidated
    ORDER BY 1
  ) AS not_valid,
  (
    SELECT pg_catalog.jsonb_object_agg(con.conname, cd.description)
    FROM pg_catalog.pg_constraint AS con
    INNER JOIN pg_catalog.pg_description AS cd
      ON con.oid = cd.objoid AND cd.classoid = 'pg_catalog.pg_constraint'::regclass AND cd.objsubid = 0
    WHERE con.contypid = t.oid AND con.contype = 'c'
  ) AS check_comments,
  pg_catalog.pg_get_userbyid(t.typowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_type'::regclass::oid AS classid,
  t.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_type AS t
INNER JOIN pg_catalog.pg_namespace AS n ON t.typnamespace = n.oid
INNER JOIN pg_catalog.pg_type AS base ON t.typbasetype = base.oid
-- Only where it is not the base type's own.
LEFT JOIN pg_catalog.pg_collation AS co ON t.typcollation = co.oid AND t.typcollation <> base.typcollation
LEFT JOIN pg_catalog.pg_namespace AS cn ON co.collnamespace = cn.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON t.oid = d.objoid AND d.classoid = 'pg_catalog.pg_type'::regclass AND d.objsubid = 0
WHERE
  t.typtype = 'd'
  AND t.typnamespace = ANY(%(namespaces)s::oid[])
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE member.classid = 'pg_catalog.pg_type'::regclass AND member.objid = t.oid AND member.deptype = 'e'
  )
ORDER BY n.nspname, t.typname
