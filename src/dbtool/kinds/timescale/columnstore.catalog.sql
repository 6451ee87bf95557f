-- A continuous aggregate's settings stand with the hypertable behind it.
WITH target AS (
  SELECT
    h.hypertable_schema AS schema, h.hypertable_name AS name,
    h.hypertable_schema AS behind_schema, h.hypertable_name AS behind_name
  FROM timescaledb_information.hypertables AS h
  WHERE h.compression_enabled
  UNION ALL
  SELECT
    a.view_schema, a.view_name,
    a.materialization_hypertable_schema, a.materialization_hypertable_name
  FROM timescaledb_information.continuous_aggregates AS a
  WHERE a.compression_enabled
)

SELECT
  target.schema AS schema,
  target.name AS "table",
  setting.value -> 'segment_by' AS segment_by,
  setting.value -> 'order_by' AS order_by,
  (
    SELECT
      (
        d.compress_interval_length / 86400000000 * interval '1 day'
        + pg_catalog.mod(d.compress_interval_length, 86400000000) * interval '1 microsecond'
      )::text
    FROM _timescaledb_catalog.hypertable AS h
    INNER JOIN _timescaledb_catalog.dimension AS d ON h.id = d.hypertable_id
    WHERE
      h.schema_name = target.behind_schema
      AND h.table_name = target.behind_name
      AND d.compress_interval_length IS NOT NULL
    ORDER BY d.id
    LIMIT 1
  ) AS chunk_interval,
  setting.value -> 'sparse_index' AS sparse_index,
  NULL::oid AS classid,
  NULL::oid AS objid,
  NULL::int AS objsubid
FROM target
INNER JOIN pg_catalog.pg_namespace AS n ON target.behind_schema = n.nspname
INNER JOIN pg_catalog.pg_class AS c ON n.oid = c.relnamespace AND target.behind_name = c.relname
-- What a rebuild has kept of old is nobody's declaration.
INNER JOIN
  pg_catalog.pg_namespace AS own
  ON target.schema = own.nspname AND own.oid = ANY(%(namespaces)s::oid[])
CROSS JOIN LATERAL (SELECT %(settings)s::jsonb -> c.oid::text AS value) AS setting
ORDER BY target.schema, target.name
