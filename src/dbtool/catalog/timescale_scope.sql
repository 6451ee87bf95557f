-- What TimescaleDB keeps for itself: its tables' parents, and the inner relations of continuous aggregates.
-- Names are joined and not cast, since a cast asks for USAGE on the schema.
WITH relation AS NOT MATERIALIZED (
  SELECT
    n.nspname AS schema,
    c.relname AS name,
    c.oid
  FROM pg_catalog.pg_class AS c
  INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
),

hypertable AS (
  SELECT
    h.id,
    h.compressed_hypertable_id,
    r.oid AS relation
  FROM _timescaledb_catalog.hypertable AS h
  INNER JOIN relation AS r ON h.schema_name = r.schema AND h.table_name = r.name
),

aggregate AS (
  SELECT
    materialization.relation AS materialization,
    r.oid AS relation,
    partial.oid AS partial,
    direct.oid AS direct
  FROM _timescaledb_catalog.continuous_agg AS a
  INNER JOIN hypertable AS materialization ON a.mat_hypertable_id = materialization.id
  INNER JOIN relation AS r ON a.user_view_schema = r.schema AND a.user_view_name = r.name
  INNER JOIN relation AS partial
    ON a.partial_view_schema = partial.schema AND a.partial_view_name = partial.name
  INNER JOIN relation AS direct ON a.direct_view_schema = direct.schema AND a.direct_view_name = direct.name
)

SELECT
  ARRAY(
    SELECT h.relation FROM hypertable AS h
    ORDER BY h.id
  ) AS hypertables,
  ARRAY(
    SELECT part.oid
    FROM aggregate AS a
    CROSS JOIN LATERAL pg_catalog.unnest(ARRAY[a.materialization, a.partial, a.direct]) AS part (oid)
    UNION ALL
    -- TimescaleDB < 2.29 keeps compressed chunks under a hypertable that nothing but its source names.
    SELECT compressed.relation
    FROM hypertable AS source
    INNER JOIN hypertable AS compressed ON source.compressed_hypertable_id = compressed.id
  ) AS internals,
  ARRAY(
    SELECT a.relation FROM aggregate AS a
    ORDER BY a.relation
  ) AS aggregates,
  ARRAY(
    SELECT a.materialization FROM aggregate AS a
    ORDER BY a.relation
  ) AS materializations
