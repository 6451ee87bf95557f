-- What the queries of stand-ins read that has a time: hypertables, and other stand-ins.
SELECT DISTINCT
  q.oid AS query,
  s.oid AS relation,
  h.schema_name AS schema,
  h.table_name AS name,
  d.integer_now_func_schema AS clock_schema,
  d.integer_now_func AS clock,
  d.column_type::text AS type
FROM pg_catalog.unnest(%(queries)s::oid[]) AS q (oid)
INNER JOIN pg_catalog.pg_rewrite AS r ON q.oid = r.ev_class
INNER JOIN pg_catalog.pg_depend AS reads
  ON
    reads.classid = 'pg_catalog.pg_rewrite'::regclass AND r.oid = reads.objid
    AND reads.refclassid = 'pg_catalog.pg_class'::regclass
INNER JOIN pg_catalog.pg_class AS s ON reads.refobjid = s.oid
INNER JOIN pg_catalog.pg_namespace AS n ON s.relnamespace = n.oid
LEFT JOIN _timescaledb_catalog.hypertable AS h ON n.nspname = h.schema_name AND s.relname = h.table_name
-- The dimension with an interval that was made first is that of time.
LEFT JOIN LATERAL (
  SELECT d.* FROM _timescaledb_catalog.dimension AS d
  WHERE h.id = d.hypertable_id AND d.interval_length IS NOT NULL
  ORDER BY d.id LIMIT 1
) AS d ON TRUE
WHERE h.id IS NOT NULL OR s.oid = ANY(%(views)s::oid[])
