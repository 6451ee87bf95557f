SELECT
  n.nspname AS schema,
  c.opcname AS name,
  am.amname AS method,
  pg_catalog.format_type(c.opcintype, NULL) AS type,
  c.opcdefault AS "default",
  ARRAY[fn.nspname::text, f.opfname::text] AS family,
  CASE WHEN c.opckeytype <> 0 THEN pg_catalog.format_type(c.opckeytype, NULL) END AS storage,
  (
    SELECT pg_catalog.jsonb_object_agg(member.purpose, member.text)
    FROM (
      SELECT
        'OPERATOR ' || o.amopstrategy || ' ('
        || pg_catalog.format_type(o.amoplefttype, NULL) || ', '
        || pg_catalog.format_type(o.amoprighttype, NULL) || ')' AS purpose,
        o.amopopr::regoperator::text
        || coalesce(
          ' FOR ORDER BY ' || pg_catalog.quote_ident(sn.nspname) || '.' || pg_catalog.quote_ident(s.opfname),
          ''
        ) AS text
      FROM pg_catalog.pg_depend AS d
      INNER JOIN pg_catalog.pg_amop AS o
        ON d.classid = 'pg_catalog.pg_amop'::regclass AND d.objid = o.oid
      LEFT JOIN pg_catalog.pg_opfamily AS s ON o.amopsortfamily = s.oid
      LEFT JOIN pg_catalog.pg_namespace AS sn ON s.opfnamespace = sn.oid
      WHERE d.refclassid = 'pg_catalog.pg_opclass'::regclass AND d.refobjid = c.oid
      UNION ALL
      SELECT
        'FUNCTION ' || p.amprocnum || ' ('
        || pg_catalog.format_type(p.amproclefttype, NULL) || ', '
        || pg_catalog.format_type(p.amprocrighttype, NULL) || ')',
        p.amproc::regprocedure::text
      FROM pg_catalog.pg_depend AS d
      INNER JOIN pg_catalog.pg_amproc AS p
        ON d.classid = 'pg_catalog.pg_amproc'::regclass AND d.objid = p.oid
      WHERE d.refclassid = 'pg_catalog.pg_opclass'::regclass AND d.refobjid = c.oid
    ) AS member
  ) AS members,
  pg_catalog.pg_get_userbyid(c.opcowner) AS owner,
  said.description AS comment,
  'pg_catalog.pg_opclass'::regclass::oid AS classid,
  c.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_opclass AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.opcnamespace = n.oid
INNER JOIN pg_catalog.pg_am AS am ON c.opcmethod = am.oid
INNER JOIN pg_catalog.pg_opfamily AS f ON c.opcfamily = f.oid
INNER JOIN pg_catalog.pg_namespace AS fn ON f.opfnamespace = fn.oid
LEFT JOIN pg_catalog.pg_description AS said
  ON c.oid = said.objoid AND said.classoid = 'pg_catalog.pg_opclass'::regclass AND said.objsubid = 0
WHERE
  c.opcnamespace = ANY(%(namespaces)s::oid[])
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_opclass'::regclass
      AND member.objid = c.oid
      AND member.deptype = 'e'
  )
ORDER BY n.nspname, c.opcname, am.amname
