SELECT
  a.user_view_schema AS schema,
  a.user_view_name AS name,
  -- A number where the hypertable's time is one.
  CASE pg_catalog.jsonb_typeof(j.config -> 'end_offset')
    WHEN 'string' THEN (j.config ->> 'end_offset')::interval::text
    ELSE j.config ->> 'end_offset'
  END AS end_offset,
  -- Null means from the beginning.
  CASE pg_catalog.jsonb_typeof(j.config -> 'start_offset')
    WHEN 'string' THEN (j.config ->> 'start_offset')::interval::text
    ELSE j.config ->> 'start_offset'
  END AS start_offset,
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
    WHERE entry.value IS NOT NULL AND entry.key <> ALL('{mat_hypertable_id,start_offset,end_offset}')
  ) AS options,
  'timescaledb_information.jobs'::regclass::oid AS classid,
  j.job_id::oid AS objid,
  0 AS objsubid
FROM (
  SELECT
    job.*,
    pg_catalog.row_number() OVER (
      PARTITION BY job.config -> 'mat_hypertable_id'
      ORDER BY
        -- A window without an end is the newest; an aggregate's offsets are all intervals or all numbers.
        CASE
          WHEN pg_catalog.jsonb_typeof(job.config -> 'end_offset') = 'string'
            THEN (job.config ->> 'end_offset')::interval
        END NULLS FIRST,
        CASE
          WHEN pg_catalog.jsonb_typeof(job.config -> 'end_offset') = 'number'
            THEN (job.config ->> 'end_offset')::numeric
        END NULLS FIRST,
        job.job_id
    ) AS place
  FROM timescaledb_information.jobs AS job
  WHERE
    job.proc_name = 'policy_refresh_continuous_aggregate'
    -- TimescaleDB's own procedure, not one of that name; its schema moved in 2.12.
    AND job.proc_schema IN ('_timescaledb_functions', '_timescaledb_internal')
) AS j
INNER JOIN _timescaledb_catalog.continuous_agg AS a
  ON a.mat_hypertable_id = (j.config ->> 'mat_hypertable_id')::int
-- The newest is of the kind refresh.
WHERE j.place > 1
ORDER BY a.user_view_schema, a.user_view_name, j.job_id
