SELECT
  a.user_view_schema AS schema,
  a.user_view_name AS name,
  -- The view that users read is TimescaleDB's union; the query they wrote is the direct view.
  (
    SELECT pg_catalog.rtrim(pg_catalog.pg_get_viewdef(direct.oid), ';')
    FROM pg_catalog.pg_class AS direct
    INNER JOIN pg_catalog.pg_namespace AS dn ON direct.relnamespace = dn.oid
    WHERE dn.nspname = a.direct_view_schema AND direct.relname = a.direct_view_name
  ) AS definition,
  (
    SELECT
      pg_catalog.jsonb_agg(
        pg_catalog.jsonb_build_array(att.attname, pg_catalog.format_type(att.atttypid, att.atttypmod))
        ORDER BY att.attnum
      )
    FROM pg_catalog.pg_attribute AS att
    WHERE att.attrelid = c.oid AND att.attnum > 0
  ) AS columns,
  a.materialized_only,
  -- Not kept by TimescaleDB.
  TRUE AS create_group_indexes,
  -- Of an integer time a number; else kept in microseconds.
  (
    SELECT
      CASE
        WHEN t.column_type::oid = ANY('{int2,int4,int8}'::regtype[]::oid[]) THEN t.interval_length::text
        ELSE (
          t.interval_length / 86400000000 * interval '1 day'
          + pg_catalog.mod(t.interval_length, 86400000000) * interval '1 microsecond'
        )::text
      END
    FROM _timescaledb_catalog.dimension AS t
    WHERE t.hypertable_id = a.mat_hypertable_id AND t.num_slices IS NULL
    ORDER BY t.id
    LIMIT 1
  ) AS chunk_interval,
  coalesce(pg_catalog.current_setting('timescaledb.license', TRUE), '') <> 'timescale' AS dormant,
  pg_catalog.pg_get_userbyid(c.relowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_class'::regclass::oid AS classid,
  c.oid AS objid,
  0 AS objsubid
FROM _timescaledb_catalog.continuous_agg AS a
INNER JOIN pg_catalog.pg_namespace AS n ON a.user_view_schema = n.nspname
INNER JOIN pg_catalog.pg_class AS c ON n.oid = c.relnamespace AND a.user_view_name = c.relname
LEFT JOIN pg_catalog.pg_description AS d
  ON c.oid = d.objoid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0
WHERE c.oid = ANY(%(relations)s::oid[])
ORDER BY a.user_view_schema, a.user_view_name
