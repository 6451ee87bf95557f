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
),

setting AS (
  SELECT
    s.hypertable_schema AS schema,
    s.hypertable_name AS name,
    pg_catalog.array_agg(s.attname::text ORDER BY s.segmentby_column_index)
      FILTER (WHERE s.segmentby_column_index IS NOT NULL) AS segment_by,
    pg_catalog.array_agg(
      s.attname
      || CASE WHEN s.orderby_asc THEN '' ELSE ' DESC' END
      -- Said only where it is not what the direction gives by itself.
      || CASE
        WHEN s.orderby_asc AND s.orderby_nullsfirst THEN ' NULLS FIRST'
        WHEN NOT s.orderby_asc AND NOT s.orderby_nullsfirst THEN ' NULLS LAST'
        ELSE ''
      END
      ORDER BY s.orderby_column_index
    ) FILTER (WHERE s.orderby_column_index IS NOT NULL) AS order_by
  FROM timescaledb_information.compression_settings AS s
  GROUP BY s.hypertable_schema, s.hypertable_name
)

SELECT
  target.schema AS schema,
  target.name AS table,
  setting.segment_by,
  setting.order_by,
  (
    SELECT
      (
        d.compress_interval_length / 86400000000 * interval '1 day'
        + d.compress_interval_length %% 86400000000 * interval '1 microsecond'
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
  NULL::oid AS classid,
  NULL::oid AS objid,
  NULL::int AS objsubid
FROM target
LEFT JOIN setting ON target.behind_schema = setting.schema AND target.behind_name = setting.name
ORDER BY target.schema, target.name
