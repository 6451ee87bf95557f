SELECT
  j.schema,
  j.name,
  -- A number where the hypertable's time is one; null means from the beginning or to the end.
  CASE pg_catalog.jsonb_typeof(j.config -> 'start_offset')
    WHEN 'string' THEN (j.config ->> 'start_offset')::interval::text
    ELSE j.config ->> 'start_offset'
  END AS start_offset,
  CASE pg_catalog.jsonb_typeof(j.config -> 'end_offset')
    WHEN 'string' THEN (j.config ->> 'end_offset')::interval::text
    ELSE j.config ->> 'end_offset'
  END AS end_offset,
  j.schedule_interval,
  j.initial_start,
  j.timezone,
  j.scheduled,
  j.max_runtime,
  j.max_retries,
  j.retry_period,
  j.options,
  'timescaledb_information.jobs'::regclass::oid AS classid,
  j.job_id::oid AS objid,
  0 AS objsubid
FROM
  pg_catalog.jsonb_to_recordset(%(jobs)s::jsonb)
    AS j (
      job_id int,
      procedure text,
      policy boolean,
      schema text,
      name text,
      place int,
      config jsonb,
      options jsonb,
      schedule_interval text,
      initial_start text,
      timezone text,
      scheduled boolean,
      max_runtime text,
      max_retries int,
      retry_period text
    )
WHERE
  j.policy
  AND j.procedure = 'policy_refresh_continuous_aggregate'
  -- The others are of the kind further_refresh.
  AND j.place = 1
ORDER BY j.schema, j.name, j.job_id
