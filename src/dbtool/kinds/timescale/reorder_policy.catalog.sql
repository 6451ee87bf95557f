SELECT
  j.schema,
  j.name AS "table",
  j.config ->> 'index_name' AS index,
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
WHERE j.policy AND j.procedure = 'policy_reorder'
ORDER BY j.schema, j.name, j.job_id
