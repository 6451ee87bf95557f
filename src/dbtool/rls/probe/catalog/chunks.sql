-- The newest chunk of each hypertable: rows inside of it make no new one, which would take a stronger lock.
SELECT DISTINCT ON (chunk.hypertable_schema, chunk.hypertable_name)
  (pg_catalog.quote_ident(chunk.hypertable_schema) || '.' || pg_catalog.quote_ident(chunk.hypertable_name))
  ::regclass::oid::bigint AS relation,
  chunk.primary_dimension::text,
  coalesce(chunk.range_start::text, chunk.range_start_integer::text) AS first,
  coalesce(chunk.range_end::text, chunk.range_end_integer::text) AS last
FROM timescaledb_information.chunks AS chunk
ORDER BY
  chunk.hypertable_schema ASC, chunk.hypertable_name ASC, chunk.range_end DESC, chunk.range_end_integer DESC
