SELECT
  n.nspname AS schema,
  c.collname AS name,
  CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END AS provider,
  -- PostgreSQL 17 calls the column colllocale; as JSON a column that is not there is NULL.
  coalesce(
    detail.entry ->> 'colllocale',
    detail.entry ->> 'colliculocale',
    CASE WHEN c.collcollate = c.collctype THEN c.collcollate END
  ) AS locale,
  CASE WHEN c.collcollate <> c.collctype THEN c.collcollate END AS lc_collate,
  CASE WHEN c.collcollate <> c.collctype THEN c.collctype END AS lc_ctype,
  detail.entry ->> 'collicurules' AS rules,
  c.collisdeterministic AS deterministic,
  pg_catalog.pg_get_userbyid(c.collowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_collation'::regclass::oid AS classid,
  c.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_collation AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.collnamespace = n.oid
CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(c) AS entry) AS detail
LEFT JOIN pg_catalog.pg_description AS d
  ON c.oid = d.objoid AND d.classoid = 'pg_catalog.pg_collation'::regclass AND d.objsubid = 0
WHERE
  c.collnamespace = ANY(%(namespaces)s::oid[])
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_collation'::regclass
      AND member.objid = c.oid
      AND member.deptype = 'e'
  )
ORDER BY n.nspname, c.collname
