-- Columnstore settings by relation. The view of them casts every name, which asks for USAGE on all schemas.
SELECT
  coalesce(
    pg_catalog.jsonb_object_agg(
      s.relid::oid,
      pg_catalog.jsonb_build_object('segment_by', s.segmentby, 'order_by', ordered.keys)
    ),
    '{}'
  )::text AS settings
FROM _timescaledb_catalog.compression_settings AS s
CROSS JOIN
  LATERAL (
    SELECT
      pg_catalog.array_agg(
        pg_catalog.quote_ident(item.name)
        || CASE WHEN item.descending THEN ' DESC' ELSE '' END
        -- Said only where it is not what the direction gives by itself.
        || CASE
          WHEN item.nulls_first = item.descending THEN ''
          WHEN item.nulls_first THEN ' NULLS FIRST'
          ELSE ' NULLS LAST'
        END
        ORDER BY item.position
      ) AS keys
    FROM
      unnest(s.orderby, s.orderby_desc, s.orderby_nullsfirst)
      WITH ORDINALITY AS item (name, descending, nulls_first, position)
  ) AS ordered
-- Not the rows of chunks.
WHERE s.relid::oid = ANY(%(hypertables)s::oid[])
