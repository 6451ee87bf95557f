SELECT
  n.nspname AS schema,
  t.typname AS name,
  ARRAY(
    SELECT label.enumlabel::text
    FROM pg_catalog.pg_enum AS label
    WHERE label.enumtypid = t.oid
    ORDER BY label.enumsortorder
  ) AS labels,
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
  t.typtype = 'e'
  AND t.typnamespace = ANY(%(namespaces)s::oid[])
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE member.classid = 'pg_catalog.pg_type'::regclass AND member.objid = t.oid AND member.deptype = 'e'
  )
ORDER BY n.nspname, t.typname
