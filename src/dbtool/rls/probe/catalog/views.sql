-- What may be written through views: by themselves, or by triggers and rules in their stead.
SELECT
  class.oid::bigint,
  pg_catalog.pg_relation_is_updatable(class.oid, true) & 8 > 0 AS inserts,
  pg_catalog.pg_relation_is_updatable(class.oid, true) & 4 > 0 AS updates,
  pg_catalog.pg_relation_is_updatable(class.oid, true) & 16 > 0 AS deletes
FROM pg_catalog.pg_class AS class
WHERE class.oid = ANY(%(relations)s::oid[]) AND class.relkind = 'v'
ORDER BY 1
