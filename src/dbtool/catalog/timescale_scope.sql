-- What TimescaleDB keeps for itself: its tables' parents, and the inner relations of continuous aggregates.
WITH hypertable AS (
  SELECT
    h.id,
    pg_catalog.to_regclass(pg_catalog.format('%%I.%%I', h.schema_name, h.table_name))::oid AS relation
  FROM _timescaledb_catalog.hypertable AS h
),

aggregate AS (
  SELECT
    materialization.relation AS materialization,
    pg_catalog.to_regclass(pg_catalog.format('%%I.%%I', a.user_view_schema, a.user_view_name))::oid AS relation,
    pg_catalog.to_regclass(pg_catalog.format('%%I.%%I', a.partial_view_schema, a.partial_view_name))::oid AS partial,
    pg_catalog.to_regclass(pg_catalog.format('%%I.%%I', a.direct_view_schema, a.direct_view_name))::oid AS direct
  FROM _timescaledb_catalog.continuous_agg AS a
  INNER JOIN hypertable AS materialization ON a.mat_hypertable_id = materialization.id
)

SELECT
  ARRAY(SELECT h.relation FROM hypertable AS h ORDER BY h.id) AS hypertables,
  ARRAY(
    SELECT inner_relation.oid
    FROM aggregate AS a
    CROSS JOIN LATERAL pg_catalog.unnest(ARRAY[a.materialization, a.partial, a.direct]) AS inner_relation (oid)
    UNION ALL
    -- TimescaleDB < 2.29 keeps compressed chunks under a hypertable that nothing but its source names.
    SELECT compressed.relation
    FROM _timescaledb_catalog.hypertable AS source
    INNER JOIN hypertable AS compressed ON source.compressed_hypertable_id = compressed.id
  ) AS internals,
  ARRAY(SELECT a.relation FROM aggregate AS a ORDER BY a.relation) AS aggregates,
  ARRAY(SELECT a.materialization FROM aggregate AS a ORDER BY a.relation) AS materializations
