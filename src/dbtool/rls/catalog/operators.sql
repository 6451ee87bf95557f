-- Operators by their oids, and the functions behind them.
SELECT operator.oid::bigint, operator.oprname::text
FROM pg_catalog.pg_operator AS operator
WHERE operator.oid = ANY(%(operators)s::oid[])
ORDER BY 1
