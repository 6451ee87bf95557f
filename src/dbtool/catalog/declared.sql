-- What an edition without the Community features keeps as a promise, and the relation that stands in for it.
SELECT
  declared.kind,
  declared.fact,
  c.oid AS relation
FROM dbtool.declared AS declared
LEFT JOIN pg_catalog.pg_namespace AS n
  ON declared.kind = ANY(%(relation_kinds)s::text[]) AND n.nspname = declared.path[1]
LEFT JOIN pg_catalog.pg_class AS c ON n.oid = c.relnamespace AND c.relname = declared.path[2]
ORDER BY declared.kind, declared.path
