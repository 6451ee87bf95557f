SELECT class.oid::bigint, class.relpages
FROM pg_catalog.pg_class AS class
WHERE class.oid = ANY(%(relations)s::oid[])
ORDER BY 1
