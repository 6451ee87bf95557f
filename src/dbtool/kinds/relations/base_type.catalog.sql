-- Names of functions by oid.
WITH routine AS NOT MATERIALIZED (
  SELECT
    p.oid,
    ARRAY[pn.nspname::text, p.proname::text] AS path
  FROM pg_catalog.pg_proc AS p
  INNER JOIN pg_catalog.pg_namespace AS pn ON p.pronamespace = pn.oid
)

SELECT
  n.nspname AS schema,
  t.typname AS name,
  -- Looked up, not joined: base types are few. A shell's functions are none, also where the row says so.
  (
    SELECT r.path FROM routine AS r
    WHERE r.oid = t.typinput AND t.typisdefined
  ) AS input,
  (
    SELECT r.path FROM routine AS r
    WHERE r.oid = t.typoutput AND t.typisdefined
  ) AS output,
  (
    SELECT r.path FROM routine AS r
    WHERE r.oid = t.typreceive
  ) AS receive,
  (
    SELECT r.path FROM routine AS r
    WHERE r.oid = t.typsend
  ) AS send,
  (
    SELECT r.path FROM routine AS r
    WHERE r.oid = t.typmodin
  ) AS typmod_in,
  (
    SELECT r.path FROM routine AS r
    WHERE r.oid = t.typmodout
  ) AS typmod_out,
  (
    SELECT r.path FROM routine AS r
    WHERE r.oid = t.typanalyze
  ) AS "analyze",
  (
    SELECT r.path FROM routine AS r
    WHERE r.oid = t.typsubscript
  ) AS subscript,
  CASE WHEN t.typisdefined THEN t.typlen::int END AS length,
  CASE WHEN t.typisdefined THEN t.typbyval END AS by_value,
  CASE
    WHEN t.typisdefined
      THEN CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'd' THEN 'double' ELSE 'int4' END
  END AS alignment,
  CASE t.typstorage WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' WHEN 'x' THEN 'extended' ELSE 'plain' END
    AS storage,
  CASE WHEN t.typisdefined THEN t.typcategory::text END AS category,
  t.typispreferred AS preferred,
  t.typdefault AS "default",
  CASE WHEN t.typelem <> 0 THEN pg_catalog.format_type(t.typelem, NULL) END AS element,
  t.typdelim::text AS delimiter,
  t.typcollation <> 0 AS collatable,
  pg_catalog.pg_get_userbyid(t.typowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_type'::regclass::oid AS classid,
  t.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_type AS t
INNER JOIN pg_catalog.pg_namespace AS n ON t.typnamespace = n.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON t.oid = d.objoid AND d.classoid = 'pg_catalog.pg_type'::regclass AND d.objsubid = 0
WHERE
  t.typtype IN ('b', 'p')
  AND t.typnamespace = ANY(%(namespaces)s::oid[])
  -- A type's array type goes with it.
  AND t.oid NOT IN (SELECT element.typarray FROM pg_catalog.pg_type AS element)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE member.classid = 'pg_catalog.pg_type'::regclass AND member.objid = t.oid AND member.deptype = 'e'
  )
ORDER BY n.nspname, t.typname
