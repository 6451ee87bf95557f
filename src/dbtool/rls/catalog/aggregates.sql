SELECT
  view.oid::bigint,
  source.oid::bigint,
  kept.oid::bigint,
  aggregate.materialized_only
FROM _timescaledb_catalog.continuous_agg AS aggregate
INNER JOIN pg_catalog.pg_namespace AS space ON aggregate.user_view_schema = space.nspname
INNER JOIN pg_catalog.pg_class AS view
  ON space.oid = view.relnamespace AND aggregate.user_view_name = view.relname
INNER JOIN _timescaledb_catalog.hypertable AS raw ON aggregate.raw_hypertable_id = raw.id
INNER JOIN pg_catalog.pg_namespace AS raw_space ON raw.schema_name = raw_space.nspname
INNER JOIN pg_catalog.pg_class AS source
  ON raw_space.oid = source.relnamespace AND raw.table_name = source.relname
INNER JOIN _timescaledb_catalog.hypertable AS own ON aggregate.mat_hypertable_id = own.id
INNER JOIN pg_catalog.pg_namespace AS own_space ON own.schema_name = own_space.nspname
INNER JOIN pg_catalog.pg_class AS kept ON own_space.oid = kept.relnamespace AND own.table_name = kept.relname
ORDER BY 1
