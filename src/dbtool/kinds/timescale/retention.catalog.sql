SELECT
  -- A policy on a continuous aggregate names the hypertable behind it.
  coalesce(a.user_view_schema, h.schema_name) AS schema,
  coalesce(a.user_view_name, h.table_name) AS "table",
  CASE pg_catalog.jsonb_typeof(j.config -> 'drop_after')
    WHEN 'string' THEN (j.config ->> 'drop_after')::interval::text
    ELSE j.config ->> 'drop_after'
  END AS drop_after,
  (j.config ->> 'drop_created_before')::interval::text AS drop_created_before,
  j.schedule_interval::text AS schedule_interval,
  -- A start with fractions of a second is the moment of creation, which nobody declared.
  CASE
    WHEN j.fixed_schedule AND j.initial_start = pg_catalog.date_trunc('second', j.initial_start)
      THEN
        j.initial_start::text
  END AS initial_start,
  %(zones)s::jsonb ->> j.job_id::text AS timezone,
  j.scheduled,
  j.max_runtime::text AS max_runtime,
  j.max_retries,
  j.retry_period::text AS retry_period,
  (
    SELECT pg_catalog.jsonb_object_agg(entry.key, entry.value)
    FROM pg_catalog.jsonb_each_text(j.config) AS entry
    WHERE entry.value IS NOT NULL AND entry.key <> ALL('{hypertable_id,drop_after,drop_created_before}')
  ) AS options,
  'timescaledb_information.jobs'::regclass::oid AS classid,
  j.job_id::oid AS objid,
  0 AS objsubid
FROM timescaledb_information.jobs AS j
INNER JOIN _timescaledb_catalog.hypertable AS h ON h.id = (j.config ->> 'hypertable_id')::int
LEFT JOIN _timescaledb_catalog.continuous_agg AS a ON h.id = a.mat_hypertable_id
WHERE
  j.proc_name = 'policy_retention'
  -- TimescaleDB's own procedure, not one of that name; its schema moved in 2.12.
  AND j.proc_schema IN ('_timescaledb_functions', '_timescaledb_internal')
ORDER BY 1, 2, j.job_id
