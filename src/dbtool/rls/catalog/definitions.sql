SELECT class.oid::bigint, pg_catalog.pg_get_viewdef(class.oid) AS definition
FROM pg_catalog.pg_class AS class
WHERE class.oid = ANY(%(views)s::oid[]) AND class.relkind IN ('v', 'm')
ORDER BY 1
