SELECT
  p.pubname AS publication,
  n.nspname AS schema,
  'pg_catalog.pg_publication_namespace'::regclass::oid AS classid,
  pn.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_publication_namespace AS pn
INNER JOIN pg_catalog.pg_publication AS p ON pn.pnpubid = p.oid
INNER JOIN pg_catalog.pg_namespace AS n ON pn.pnnspid = n.oid
WHERE n.oid = ANY(%(namespaces)s::oid[])
ORDER BY p.pubname, n.nspname
