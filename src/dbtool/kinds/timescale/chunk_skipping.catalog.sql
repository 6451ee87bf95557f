SELECT
  h.schema_name AS schema,
  h.table_name AS "table",
  s.column_name AS "column",
  '_timescaledb_catalog.chunk_column_stats'::regclass::oid AS classid,
  s.id::oid AS objid,
  0 AS objsubid
FROM _timescaledb_catalog.chunk_column_stats AS s
INNER JOIN _timescaledb_catalog.hypertable AS h ON s.hypertable_id = h.id
INNER JOIN pg_catalog.pg_namespace AS n ON h.schema_name = n.nspname
INNER JOIN pg_catalog.pg_class AS c ON n.oid = c.relnamespace AND h.table_name = c.relname
WHERE
  -- The rows of chunks say it again; a hypertable's own row has no chunk, or number 0 in older versions.
  coalesce(s.chunk_id, 0) = 0
  AND c.oid = ANY(%(relations)s::oid[])
ORDER BY h.schema_name, h.table_name, s.column_name
