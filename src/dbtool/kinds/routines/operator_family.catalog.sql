SELECT
  n.nspname AS schema,
  f.opfname AS name,
  am.amname AS method,
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
      WHERE
        d.refclassid = 'pg_catalog.pg_opfamily'::regclass
        AND d.refobjid = f.oid
        -- Not those that order by the family.
        AND o.amopfamily = f.oid
      UNION ALL
      SELECT
        'FUNCTION ' || p.amprocnum || ' ('
        || pg_catalog.format_type(p.amproclefttype, NULL) || ', '
        || pg_catalog.format_type(p.amprocrighttype, NULL) || ')',
        p.amproc::regprocedure::text
      FROM pg_catalog.pg_depend AS d
      INNER JOIN pg_catalog.pg_amproc AS p
        ON d.classid = 'pg_catalog.pg_amproc'::regclass AND d.objid = p.oid
      WHERE
        d.refclassid = 'pg_catalog.pg_opfamily'::regclass
        AND d.refobjid = f.oid
    ) AS member
  ) AS members,
  pg_catalog.pg_get_userbyid(f.opfowner) AS owner,
  said.description AS comment,
  'pg_catalog.pg_opfamily'::regclass::oid AS classid,
  f.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_opfamily AS f
INNER JOIN pg_catalog.pg_namespace AS n ON f.opfnamespace = n.oid
INNER JOIN pg_catalog.pg_am AS am ON f.opfmethod = am.oid
LEFT JOIN pg_catalog.pg_description AS said
  ON f.oid = said.objoid AND said.classoid = 'pg_catalog.pg_opfamily'::regclass AND said.objsubid = 0
WHERE
  f.opfnamespace = ANY(%(namespaces)s::oid[])
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_opfamily'::regclass
      AND member.objid = f.oid
      AND member.deptype = 'e'
  )
ORDER BY n.nspname, f.opfname, am.amname
