WITH range AS (
  SELECT
    d.hypertable_id,
    d.column_name,
    d.integer_now_func_schema,
    d.integer_now_func,
    pg_catalog.row_number() OVER (PARTITION BY d.hypertable_id ORDER BY d.id) AS place,
    CASE
      WHEN d.column_type::oid = ANY('{int2,int4,int8}'::regtype[]::oid[]) THEN d.interval_length::text
      -- Stored in microseconds, also for a date; a month is 30 days by then.
      ELSE (
        d.interval_length / 86400000000 * interval '1 day'
        + pg_catalog.mod(d.interval_length, 86400000000) * interval '1 microsecond'
      )::text
    END AS width
  FROM _timescaledb_catalog.dimension AS d
  WHERE d.num_slices IS NULL
)

SELECT
  h.schema_name AS schema,
  h.table_name AS "table",
  first_range.column_name AS "by",
  first_range.width AS chunk_interval,
  (
    SELECT pg_catalog.jsonb_object_agg(d.column_name, d.num_slices)
    FROM _timescaledb_catalog.dimension AS d
    WHERE d.hypertable_id = h.id AND d.num_slices IS NOT NULL
  ) AS hash,
  (
    SELECT pg_catalog.jsonb_object_agg(further.column_name, further.width)
    FROM range AS further
    WHERE further.hypertable_id = h.id AND further.place > 1
  ) AS ranges,
  pg_catalog.quote_ident(first_range.integer_now_func_schema)
  || '.' || pg_catalog.quote_ident(first_range.integer_now_func) AS integer_now,
  NULLIF(h.associated_schema_name, '_timescaledb_internal') AS associated_schema,
  NULLIF(h.associated_table_prefix, '_hyper_' || h.id) AS associated_prefix,
  '_timescaledb_catalog.hypertable'::regclass::oid AS classid,
  h.id::oid AS objid,
  0 AS objsubid
FROM _timescaledb_catalog.hypertable AS h
INNER JOIN pg_catalog.pg_namespace AS n ON h.schema_name = n.nspname
INNER JOIN pg_catalog.pg_class AS c ON n.oid = c.relnamespace AND h.table_name = c.relname
INNER JOIN range AS first_range ON h.id = first_range.hypertable_id AND first_range.place = 1
-- The hypertable under a continuous aggregate is part of the aggregate, and out of scope.
WHERE c.oid = ANY(%(relations)s::oid[])
ORDER BY h.schema_name, h.table_name
