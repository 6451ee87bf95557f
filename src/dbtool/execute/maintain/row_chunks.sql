-- The chunks of a hypertable, with the bounds of their time as values of its type.
SELECT
  c.oid,
  k.primary_dimension AS dimension,
  k.is_compressed AS compressed,
  k.primary_dimension_type::text AS type,
  CASE
    WHEN k.range_start_integer IS NOT NULL THEN k.range_start_integer::text
    -- What has no time zone is kept as if it were UTC.
    WHEN k.primary_dimension_type = 'timestamptz'::regtype THEN k.range_start::text
    ELSE pg_catalog.timezone('UTC', k.range_start)::text
  END AS low,
  CASE
    WHEN k.range_end_integer IS NOT NULL THEN k.range_end_integer::text
    WHEN k.primary_dimension_type = 'timestamptz'::regtype THEN k.range_end::text
    ELSE pg_catalog.timezone('UTC', k.range_end)::text
  END AS high
FROM timescaledb_information.chunks AS k
INNER JOIN pg_catalog.pg_namespace AS n ON k.chunk_schema = n.nspname
INNER JOIN pg_catalog.pg_class AS c ON n.oid = c.relnamespace AND k.chunk_name = c.relname
WHERE k.hypertable_schema = %(schema)s AND k.hypertable_name = %(name)s
