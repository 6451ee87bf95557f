SELECT
  n.nspname AS schema,
  t.typname AS name,
  pg_catalog.format_type(r.rngsubtype, NULL) AS subtype,
  -- Only where they are not the subtype's own.
  CASE WHEN NOT oc.opcdefault THEN ARRAY[ocn.nspname::text, oc.opcname::text] END AS opclass,
  CASE
    WHEN r.rngcollation <> st.typcollation THEN ARRAY[con.nspname::text, co.collname::text]
  END AS "collation",
  CASE WHEN cf.oid IS NOT NULL THEN ARRAY[cfn.nspname::text, cf.proname::text] END AS canonical,
  CASE WHEN df.oid IS NOT NULL THEN ARRAY[dfn.nspname::text, df.proname::text] END AS subtype_diff,
  ARRAY[mn.nspname::text, m.typname::text] AS multirange,
  pg_catalog.pg_get_userbyid(t.typowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_type'::regclass::oid AS classid,
  t.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_range AS r
INNER JOIN pg_catalog.pg_type AS t ON r.rngtypid = t.oid
INNER JOIN pg_catalog.pg_namespace AS n ON t.typnamespace = n.oid
INNER JOIN pg_catalog.pg_type AS st ON r.rngsubtype = st.oid
INNER JOIN pg_catalog.pg_opclass AS oc ON r.rngsubopc = oc.oid
INNER JOIN pg_catalog.pg_namespace AS ocn ON oc.opcnamespace = ocn.oid
INNER JOIN pg_catalog.pg_type AS m ON r.rngmultitypid = m.oid
INNER JOIN pg_catalog.pg_namespace AS mn ON m.typnamespace = mn.oid
LEFT JOIN pg_catalog.pg_collation AS co ON r.rngcollation = co.oid
LEFT JOIN pg_catalog.pg_namespace AS con ON co.collnamespace = con.oid
LEFT JOIN pg_catalog.pg_proc AS cf ON r.rngcanonical = cf.oid
LEFT JOIN pg_catalog.pg_namespace AS cfn ON cf.pronamespace = cfn.oid
LEFT JOIN pg_catalog.pg_proc AS df ON r.rngsubdiff = df.oid
LEFT JOIN pg_catalog.pg_namespace AS dfn ON df.pronamespace = dfn.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON t.oid = d.objoid AND d.classoid = 'pg_catalog.pg_type'::regclass AND d.objsubid = 0
WHERE
  t.typnamespace = ANY(%(namespaces)s::oid[])
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE member.classid = 'pg_catalog.pg_type'::regclass AND member.objid = t.oid AND member.deptype = 'e'
  )
ORDER BY n.nspname, t.typname
