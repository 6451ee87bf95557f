-- Constraints that were never validated, triggers and rules that are off, by what was declared: a partition's
-- or chunk's belong to the parent's.
SELECT
  'constraint' AS sort,
  pg_catalog.concat_ws('.', n.nspname, c.relname, k.conname) AS name
FROM pg_catalog.pg_constraint AS k
INNER JOIN pg_catalog.pg_class AS c ON k.conrelid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE
  c.oid = ANY(%(relations)s::oid[])
  AND k.conparentid = 0
  AND NOT k.convalidated
  -- PostgreSQL 18 can be told not to enforce one; as JSON a column that is not there is NULL.
  AND coalesce(pg_catalog.to_jsonb(k) ->> 'conenforced', 'true') = 'true'
UNION ALL
SELECT
  'trigger' AS sort,
  pg_catalog.concat_ws('.', n.nspname, c.relname, t.tgname) AS name
FROM pg_catalog.pg_trigger AS t
INNER JOIN pg_catalog.pg_class AS c ON t.tgrelid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE
  c.oid = ANY(%(relations)s::oid[])
  AND NOT t.tgisinternal
  AND t.tgparentid = 0
  AND t.tgenabled = 'D'
UNION ALL
-- ALTER TABLE … DISABLE TRIGGER ALL turns off foreign keys too.
SELECT DISTINCT
  'foreign key' AS sort,
  pg_catalog.concat_ws('.', n.nspname, c.relname, k.conname) AS name
FROM pg_catalog.pg_trigger AS t
INNER JOIN pg_catalog.pg_constraint AS k ON t.tgconstraint = k.oid
INNER JOIN pg_catalog.pg_class AS c ON k.conrelid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE c.oid = ANY(%(relations)s::oid[]) AND k.contype = 'f' AND t.tgisinternal AND t.tgenabled = 'D'
ORDER BY sort, name
