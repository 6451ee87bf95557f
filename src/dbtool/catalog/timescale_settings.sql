-- Columnstore settings by relation. The view of them casts every name, which asks for USAGE on all schemas.
WITH stored AS (
  SELECT
    s.relid::oid AS relation,
    s.segmentby,
    s.orderby,
    s.orderby_desc,
    s.orderby_nullsfirst,
    -- The column index came with 2.22.
    pg_catalog.to_jsonb(s) AS whole
  FROM _timescaledb_catalog.compression_settings AS s
  -- Not the rows of chunks.
  WHERE s.relid::oid = ANY(%(hypertables)s::oid[])
),

-- What follows from the order is no setting, and an entry that is a source alone means none.
sparse AS (
  SELECT
    stored.relation,
    pg_catalog.jsonb_agg(
      item.value ->> 'type' || '(' || named.columns || ')'
      ORDER BY item.position
    ) FILTER (WHERE item.value ? 'type') AS indexes
  FROM stored
  CROSS JOIN
    LATERAL pg_catalog.jsonb_array_elements(nullif(stored.whole -> 'index', 'null'))
    WITH ORDINALITY AS item (value, position)
  CROSS JOIN
    LATERAL (
      SELECT
        pg_catalog.string_agg(pg_catalog.quote_ident(part.name), ', ' ORDER BY part.position) AS columns
      FROM
        pg_catalog.jsonb_array_elements_text(
          CASE pg_catalog.jsonb_typeof(item.value -> 'column')
            WHEN 'array' THEN item.value -> 'column'
            ELSE pg_catalog.jsonb_build_array(item.value -> 'column')
          END
        ) WITH ORDINALITY AS part (name, position)
    ) AS named
  WHERE item.value ->> 'source' = 'config'
  GROUP BY stored.relation
)

SELECT
  coalesce(
    pg_catalog.jsonb_object_agg(
      stored.relation,
      pg_catalog.jsonb_build_object(
        'segment_by', coalesce(
          pg_catalog.to_jsonb(stored.segmentby),
          -- NULL leaves the choice to the first compression; before 2.22 that was made by now, it is none.
          CASE WHEN NOT stored.whole ? 'index' THEN '[]'::jsonb END
        ),
        'order_by', ordered.keys,
        'sparse_index', CASE WHEN sparse.relation IS NOT NULL THEN coalesce(sparse.indexes, '[]') END
      )
    ),
    '{}'
  )::text AS settings
FROM stored
LEFT JOIN sparse ON stored.relation = sparse.relation
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
      unnest(stored.orderby, stored.orderby_desc, stored.orderby_nullsfirst)
      WITH ORDINALITY AS item (name, descending, nulls_first, position)
  ) AS ordered
