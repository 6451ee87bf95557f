-- TimescaleDB >= 2.19: which table holds a chunk's compressed rows.
SELECT
  s.relid::oid AS chunk,
  s.compress_relid::oid AS compressed
FROM _timescaledb_catalog.compression_settings AS s
WHERE s.compress_relid IS NOT NULL
