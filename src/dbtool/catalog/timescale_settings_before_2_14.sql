-- Columnstore settings by relation, one row per column.
SELECT coalesce(pg_catalog.jsonb_object_agg(one.relation, one.settings), '{}')::text AS settings
FROM (
  SELECT
    c.oid AS relation,
    pg_catalog.jsonb_build_object(
      'segment_by',
      coalesce(
        pg_catalog.array_agg(s.attname::text ORDER BY s.segmentby_column_index)
        FILTER (WHERE s.segmentby_column_index IS NOT NULL),
        '{}'
      ),
      'order_by',
      pg_catalog.array_agg(
        pg_catalog.quote_ident(s.attname)
        || CASE WHEN s.orderby_asc THEN '' ELSE ' DESC' END
        -- Said only where it is not what the direction gives by itself.
        || CASE
          WHEN s.orderby_nullsfirst <> s.orderby_asc THEN ''
          WHEN s.orderby_asc THEN ' NULLS FIRST'
          ELSE ' NULLS LAST'
        END
        ORDER BY s.orderby_column_index
      ) FILTER (WHERE s.orderby_column_index IS NOT NULL)
    ) AS settings
  FROM timescaledb_information.compression_settings AS s
  INNER JOIN pg_catalog.pg_namespace AS n ON s.hypertable_schema = n.nspname
  INNER JOIN pg_catalog.pg_class AS c ON n.oid = c.relnamespace AND s.hypertable_name = c.relname
  WHERE c.oid = ANY(%(hypertables)s::oid[])
  GROUP BY c.oid
) AS one
