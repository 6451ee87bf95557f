SELECT
  (pg_catalog.quote_ident(found.hypertable_schema) || '.' || pg_catalog.quote_ident(found.hypertable_name))
  ::regclass::oid::bigint AS relation,
  found.column_name::text
FROM timescaledb_information.dimensions AS found
WHERE found.dimension_number = 1
ORDER BY 1
