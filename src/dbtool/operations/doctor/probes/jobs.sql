SELECT
  j.job_id,
  j.application_name::text AS name,
  j.proc_name::text AS procedure,
  pg_catalog.concat_ws('.', j.hypertable_schema, j.hypertable_name) AS relation,
  j.owner::text AS owner,
  r.rolcanlogin AS can_login,
  j.scheduled,
  s.last_run_status AS status,
  s.total_failures AS failures,
  s.total_runs AS runs,
  extract(EPOCH FROM s.last_run_duration) AS seconds,
  extract(EPOCH FROM pg_catalog.clock_timestamp() - nullif(j.next_start, '-infinity'::timestamptz))
    AS late_seconds
FROM timescaledb_information.jobs AS j
LEFT JOIN timescaledb_information.job_stats AS s ON j.job_id = s.job_id
LEFT JOIN pg_catalog.pg_roles AS r ON j.owner = r.oid
-- Smaller ones are TimescaleDB's own: telemetry and the history of jobs.
WHERE j.job_id >= 1000
ORDER BY j.job_id
