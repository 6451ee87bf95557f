-- TimescaleDB >= 2.16: columns whose range is kept per chunk; the rows of chunks say it again.
SELECT DISTINCT
  pg_catalog.format(
    'chunk skipping of column %%I of hypertable %%I.%%I', s.column_name, h.schema_name, h.table_name
  ) AS object
FROM _timescaledb_catalog.chunk_column_stats AS s
INNER JOIN _timescaledb_catalog.hypertable AS h ON s.hypertable_id = h.id
ORDER BY 1
