SELECT
  chunk.oid AS chunk,
  compressed.oid AS compressed
FROM _timescaledb_catalog.chunk AS k
INNER JOIN _timescaledb_catalog.chunk AS z ON k.compressed_chunk_id = z.id
INNER JOIN pg_catalog.pg_namespace AS n ON k.schema_name = n.nspname
INNER JOIN pg_catalog.pg_class AS chunk ON k.table_name = chunk.relname AND n.oid = chunk.relnamespace
INNER JOIN pg_catalog.pg_namespace AS zn ON z.schema_name = zn.nspname
INNER JOIN pg_catalog.pg_class AS compressed
  ON z.table_name = compressed.relname AND zn.oid = compressed.relnamespace
