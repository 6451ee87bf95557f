SELECT
  n.nspname AS schema,
  c.conname AS name,
  pg_catalog.pg_encoding_to_char(c.conforencoding) AS source,
  pg_catalog.pg_encoding_to_char(c.contoencoding) AS target,
  ARRAY[pn.nspname::text, p.proname::text] AS function,
  c.condefault AS "default",
  pg_catalog.pg_get_userbyid(c.conowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_conversion'::regclass::oid AS classid,
  c.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_conversion AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.connamespace = n.oid
INNER JOIN pg_catalog.pg_proc AS p ON c.conproc = p.oid
INNER JOIN pg_catalog.pg_namespace AS pn ON p.pronamespace = pn.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON c.oid = d.objoid AND d.classoid = 'pg_catalog.pg_conversion'::regclass AND d.objsubid = 0
WHERE
  c.connamespace = ANY(%(namespaces)s::oid[])
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_conversion'::regclass
      AND member.objid = c.oid
      AND member.deptype = 'e'
  )
ORDER BY n.nspname, c.conname
