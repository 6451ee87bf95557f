-- Every job of the scheduler that is not TimescaleDB's housekeeping, as JSON. A policy says what it is on,
-- and as options what its config holds beside the policy's own entries.
WITH policy (procedure, entries) AS (
  VALUES
  ('policy_retention', '{hypertable_id,drop_after,drop_created_before}'::text[]),
  ('policy_compression', '{hypertable_id,compress_after,compress_created_before}'),
  ('policy_compaction', '{hypertable_id,max_chunks,max_batches,inactive_for}'),
  ('policy_reorder', '{hypertable_id,index_name}'),
  ('policy_refresh_continuous_aggregate', '{mat_hypertable_id,start_offset,end_offset}')
),

job AS (
  SELECT
    j.*,
    policy.entries,
    policy.procedure IS NOT NULL AS is_policy,
    CASE
      WHEN policy.procedure IS NOT NULL
        THEN coalesce(j.config ->> 'hypertable_id', j.config ->> 'mat_hypertable_id')::int
    END AS target
  FROM timescaledb_information.jobs AS j
  LEFT JOIN policy
    ON
      j.proc_name = policy.procedure
      -- TimescaleDB's own procedure, not one of that name; its schema moved in 2.12.
      AND j.proc_schema IN ('_timescaledb_functions', '_timescaledb_internal')
  WHERE j.job_id >= 1000
)

SELECT
  coalesce(
    pg_catalog.jsonb_agg(
      pg_catalog.jsonb_build_object(
        'job_id', j.job_id,
        'procedure_schema', j.proc_schema,
        'procedure', j.proc_name,
        'policy', j.is_policy,
        -- A policy on a continuous aggregate names the hypertable behind it.
        'schema', coalesce(a.user_view_schema, h.schema_name),
        'name', coalesce(a.user_view_name, h.table_name),
        -- Of several refreshes the newest window comes first; one without an end is the newest.
        'place', placed.place,
        'config', j.config,
        'options', (
          SELECT pg_catalog.jsonb_object_agg(entry.key, entry.value)
          FROM pg_catalog.jsonb_each_text(CASE WHEN j.is_policy THEN j.config END) AS entry
          WHERE entry.value IS NOT NULL AND entry.key <> ALL(j.entries)
        ),
        'schedule_interval', j.schedule_interval::text,
        -- A start with fractions of a second is the moment of creation, which nobody declared.
        'initial_start', CASE
          WHEN j.fixed_schedule AND j.initial_start = pg_catalog.date_trunc('second', j.initial_start)
            THEN
              j.initial_start::text
        END,
        'timezone', %(zones)s::jsonb ->> j.job_id::text,
        'fixed_schedule', j.fixed_schedule,
        'scheduled', j.scheduled,
        'max_runtime', j.max_runtime::text,
        'max_retries', j.max_retries,
        'retry_period', j.retry_period::text,
        'application_name', j.application_name,
        'check_config', pg_catalog.quote_ident(j.check_schema) || '.' || pg_catalog.quote_ident(j.check_name),
        'owner', pg_catalog.pg_get_userbyid(j.owner)
      )
      ORDER BY j.job_id
    ),
    '[]'
  )::text AS jobs
FROM job AS j
LEFT JOIN _timescaledb_catalog.hypertable AS h ON j.target = h.id
LEFT JOIN _timescaledb_catalog.continuous_agg AS a ON h.id = a.mat_hypertable_id
LEFT JOIN
  (
    SELECT
      refresh.job_id,
      pg_catalog.row_number() OVER (
        PARTITION BY refresh.target
        ORDER BY
          -- An aggregate's offsets are all intervals or all numbers.
          CASE
            WHEN pg_catalog.jsonb_typeof(refresh.config -> 'end_offset') = 'string'
              THEN (refresh.config ->> 'end_offset')::interval
          END NULLS FIRST,
          CASE
            WHEN pg_catalog.jsonb_typeof(refresh.config -> 'end_offset') = 'number'
              THEN (refresh.config ->> 'end_offset')::numeric
          END NULLS FIRST,
          refresh.job_id
      ) AS place
    FROM job AS refresh
    WHERE refresh.is_policy AND refresh.proc_name = 'policy_refresh_continuous_aggregate'
  ) AS placed
  ON j.job_id = placed.job_id
-- A policy whose hypertable is gone is of nothing.
WHERE NOT j.is_policy OR h.id IS NOT NULL
