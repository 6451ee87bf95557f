-- Hypertables and continuous aggregates: a chunk is counted with its hypertable, never by itself.
WITH hypertable AS (
  SELECT
    h.id,
    c.oid AS relation,
    a.mat_hypertable_id IS NOT NULL AS aggregate,
    pg_catalog.concat_ws(
      '.', coalesce(a.user_view_schema, h.schema_name), coalesce(a.user_view_name, h.table_name)
    ) AS name,
    (
      SELECT count(*) FROM pg_catalog.pg_inherits AS i
      WHERE i.inhparent = c.oid
    ) AS chunks,
    (
      SELECT count(*) FROM pg_catalog.pg_index AS x
      WHERE x.indrelid = c.oid
    ) AS indexes
  FROM _timescaledb_catalog.hypertable AS h
  INNER JOIN pg_catalog.pg_namespace AS n ON h.schema_name = n.nspname
  INNER JOIN pg_catalog.pg_class AS c ON n.oid = c.relnamespace AND h.table_name = c.relname
  LEFT JOIN _timescaledb_catalog.continuous_agg AS a ON h.id = a.mat_hypertable_id
  WHERE NOT EXISTS (
    SELECT FROM _timescaledb_catalog.hypertable AS source
    WHERE source.compressed_hypertable_id = h.id
  )
),

compressed AS (
  SELECT
    k.hypertable_id,
    count(*) AS chunks,
    sum(s.uncompressed_heap_size + s.uncompressed_toast_size + s.uncompressed_index_size) AS before_bytes,
    sum(s.compressed_heap_size + s.compressed_toast_size + s.compressed_index_size) AS after_bytes
  FROM _timescaledb_catalog.compression_chunk_size AS s
  INNER JOIN _timescaledb_catalog.chunk AS k ON s.chunk_id = k.id
  GROUP BY k.hypertable_id
)

SELECT
  h.name,
  h.aggregate,
  h.chunks,
  h.indexes,
  z.chunks AS compressed,
  z.before_bytes,
  z.after_bytes,
  d.seconds AS interval_seconds,
  h.counted <= 300 AS exact,
  CASE
    -- The function takes half a millisecond a chunk; the rest are as large as at their last vacuum.
    WHEN h.counted <= 300 THEN timescaledb_schema.hypertable_size(h.relation)
    ELSE coalesce(z.after_bytes, 0) + pg_catalog.current_setting('block_size')::bigint * (
      SELECT
        sum(
          c.relpages
          + coalesce((
            SELECT sum(xc.relpages) FROM pg_catalog.pg_index AS x
            INNER JOIN pg_catalog.pg_class AS xc ON x.indexrelid = xc.oid
            WHERE x.indrelid = c.oid
          ), 0)
        )
      FROM pg_catalog.pg_inherits AS i
      INNER JOIN pg_catalog.pg_class AS c ON i.inhrelid = c.oid
      WHERE i.inhparent = h.relation
    )
  END AS bytes,
  pg_catalog.current_setting('max_locks_per_transaction')::bigint * (
    pg_catalog.current_setting('max_connections')::bigint
    + pg_catalog.current_setting('max_prepared_transactions')::bigint
  ) AS lock_slots
FROM (
  SELECT
    *,
    sum(chunks) OVER (ORDER BY chunks, id) AS counted
  FROM hypertable
) AS h
LEFT JOIN compressed AS z ON h.id = z.hypertable_id
LEFT JOIN LATERAL (
  SELECT t.interval_length / 1000000.0 AS seconds
  FROM _timescaledb_catalog.dimension AS t
  WHERE
    t.hypertable_id = h.id
    AND t.interval_length IS NOT NULL
    -- Of a number its unit is the author's.
    AND t.column_type IN (
      'pg_catalog.timestamptz'::pg_catalog.regtype,
      'pg_catalog.timestamp'::pg_catalog.regtype,
      'pg_catalog.date'::pg_catalog.regtype
    )
  ORDER BY t.id
  LIMIT 1
) AS d ON TRUE
ORDER BY bytes DESC NULLS LAST, h.name ASC
