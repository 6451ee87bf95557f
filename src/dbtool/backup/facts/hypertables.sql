-- Hypertables with their chunks; those that TimescaleDB < 2.29 keeps compressed chunks under are internal.
SELECT
  c.oid,
  h.schema_name AS schema,
  h.table_name AS name,
  EXISTS(
    SELECT
    FROM _timescaledb_catalog.hypertable AS source
    WHERE h.id = source.compressed_hypertable_id
  ) AS internal,
  ARRAY(
    SELECT i.inhrelid
    FROM pg_catalog.pg_inherits AS i
    WHERE c.oid = i.inhparent
    ORDER BY i.inhrelid
  ) AS chunks,
  (
    SELECT pg_catalog.count(*)
    FROM timescaledb_information.chunks AS k
    WHERE h.schema_name = k.hypertable_schema AND h.table_name = k.hypertable_name AND k.is_compressed
  ) AS compressed
FROM _timescaledb_catalog.hypertable AS h
INNER JOIN pg_catalog.pg_namespace AS n ON h.schema_name = n.nspname
INNER JOIN pg_catalog.pg_class AS c ON h.table_name = c.relname AND n.oid = c.relnamespace
ORDER BY h.schema_name, h.table_name
