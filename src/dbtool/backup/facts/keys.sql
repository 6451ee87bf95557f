-- Foreign keys: a part of the rows may leave some without what they refer to.
SELECT
  k.conname AS name,
  n.nspname AS schema,
  c.relname AS table,
  rn.nspname AS referenced_schema,
  r.relname AS referenced
FROM pg_catalog.pg_constraint AS k
INNER JOIN pg_catalog.pg_class AS c ON k.conrelid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
INNER JOIN pg_catalog.pg_class AS r ON k.confrelid = r.oid
INNER JOIN pg_catalog.pg_namespace AS rn ON r.relnamespace = rn.oid
WHERE k.contype = 'f'
ORDER BY n.nspname, c.relname, k.conname
