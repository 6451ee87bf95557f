-- How far the chunks of each hypertable reach, and which of them its policies are about to take.
WITH chunk AS MATERIALIZED (
  SELECT
    h.id,
    c.chunk_schema,
    c.chunk_name,
    c.range_start,
    c.range_end,
    c.range_start_integer,
    c.range_end_integer,
    c.is_compressed,
    -- By name: the column is there from 2.13 on.
    CASE
      WHEN (SELECT %(by_creation)s::bool) THEN (pg_catalog.to_jsonb(c) ->> 'chunk_creation_time')::timestamptz
    END
      AS created_at
  FROM timescaledb_information.chunks AS c
  INNER JOIN _timescaledb_catalog.hypertable AS h
    ON c.hypertable_schema = h.schema_name AND c.hypertable_name = h.table_name
),

reach AS (
  SELECT
    id,
    pg_catalog.min(range_start) AS first,
    pg_catalog.max(range_end) AS last,
    pg_catalog.min(range_start_integer) AS first_integer,
    pg_catalog.max(range_end_integer) AS last_integer
  FROM chunk
  GROUP BY id
),

policy AS (
  SELECT
    p.*,
    CASE p.integer_time WHEN FALSE THEN greatest(p.at, pg_catalog.now()) - p.after::interval END AS before,
    CASE p.integer_time WHEN TRUE THEN p.clock - p.after::bigint END AS before_integer,
    greatest(p.at, pg_catalog.now()) - p.created_before::interval AS created
  FROM pg_catalog.jsonb_to_recordset(%(policies)s::jsonb) AS p (
    kind text, schema text, "table" text, after text, created_before text,
    at timestamptz, clock bigint, integer_time bool
  )
)

SELECT
  pg_catalog.concat_ws(
    '.', coalesce(a.user_view_schema, h.schema_name), coalesce(a.user_view_name, h.table_name)
  ) AS name,
  d.column_name::text AS "column",
  coalesce(pg_catalog.to_jsonb(r.first) #>> '{}', r.first_integer::text) AS first,
  coalesce(pg_catalog.to_jsonb(r.last) #>> '{}', r.last_integer::text) AS last,
  edge.oldest,
  edge.newest,
  taken.policies
FROM _timescaledb_catalog.hypertable AS h
INNER JOIN _timescaledb_catalog.dimension AS d
  ON h.id = d.hypertable_id AND d.interval_length IS NOT NULL
LEFT JOIN _timescaledb_catalog.continuous_agg AS a ON h.id = a.mat_hypertable_id
LEFT JOIN reach AS r ON h.id = r.id
LEFT JOIN LATERAL (
  SELECT
    pg_catalog.array_agg(ARRAY[c.chunk_schema::text, c.chunk_name::text] ORDER BY c.chunk_name) FILTER (
      WHERE c.range_start = r.first OR c.range_start_integer = r.first_integer
    ) AS oldest,
    pg_catalog.array_agg(ARRAY[c.chunk_schema::text, c.chunk_name::text] ORDER BY c.chunk_name) FILTER (
      WHERE c.range_end = r.last OR c.range_end_integer = r.last_integer
    ) AS newest
  FROM chunk AS c
  WHERE c.id = h.id
) AS edge ON TRUE
LEFT JOIN LATERAL (
  SELECT
    pg_catalog.jsonb_object_agg(
      p.kind, pg_catalog.jsonb_build_object(
        'before', coalesce(pg_catalog.to_jsonb(p.before) #>> '{}', p.before_integer::text),
        'chunks', due.chunks,
        'oldest', due.oldest
      )
    ) AS policies
  FROM policy AS p
  CROSS JOIN
    LATERAL (
      SELECT
        count(*) AS chunks,
        coalesce(
          pg_catalog.to_jsonb(pg_catalog.min(c.range_end)) #>> '{}', pg_catalog.min(c.range_end_integer)::text
        ) AS oldest
      FROM chunk AS c
      WHERE
        c.id = h.id
        AND (
          c.range_end <= p.before OR c.range_end_integer <= p.before_integer OR c.created_at < p.created
        )
        -- What is compressed already is not taken again.
        AND NOT (p.kind = 'columnstore_policy' AND c.is_compressed)
    ) AS due
  WHERE
    p.schema = coalesce(a.user_view_schema, h.schema_name)
    AND p."table" = coalesce(a.user_view_name, h.table_name)
) AS taken ON TRUE
ORDER BY 1
