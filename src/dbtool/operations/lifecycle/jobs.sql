SELECT
  j.job_id,
  j.application_name::text AS name,
  j.proc_name::text AS procedure,
  -- Up to 2.19 a continuous aggregate is named by the hypertable behind it.
  pg_catalog.concat_ws(
    '.', coalesce(a.user_view_schema, j.hypertable_schema), coalesce(a.user_view_name, j.hypertable_name)
  ) AS relation,
  j.owner::text AS owner,
  j.schedule_interval::text AS every,
  j.scheduled,
  nullif(j.next_start, '-infinity'::timestamptz) AS next_start,
  s.last_run_status AS status,
  nullif(s.last_run_started_at, '-infinity'::timestamptz) AS last_start,
  nullif(s.last_successful_finish, '-infinity'::timestamptz) AS last_success,
  coalesce(s.total_failures, 0) AS failures,
  coalesce(s.total_runs, 0) AS runs,
  extract(EPOCH FROM s.last_run_duration)::float8 AS seconds,
  extract(EPOCH FROM pg_catalog.clock_timestamp() - nullif(j.next_start, '-infinity'::timestamptz))::float8
    AS late_seconds,
  -- The scheduler connects as the owner and runs the procedure with the owner's rights.
  CASE
    WHEN r.oid IS NULL THEN 'gone'
    WHEN NOT r.rolcanlogin THEN 'login'
    WHEN NOT pg_catalog.has_database_privilege(r.oid, pg_catalog.current_database(), 'CONNECT') THEN 'connect'
    WHEN c.oid IS NOT NULL AND NOT pg_catalog.pg_has_role(r.oid, c.relowner, 'USAGE') THEN 'relation'
    WHEN p.oid IS NULL THEN 'procedure'
    WHEN NOT pg_catalog.has_schema_privilege(r.oid, p.pronamespace, 'USAGE') THEN 'schema'
    WHEN NOT pg_catalog.has_function_privilege(r.oid, p.oid, 'EXECUTE') THEN 'execute'
  END AS unable
FROM timescaledb_information.jobs AS j
LEFT JOIN timescaledb_information.job_stats AS s ON j.job_id = s.job_id
LEFT JOIN pg_catalog.pg_roles AS r ON j.owner = r.oid
LEFT JOIN _timescaledb_catalog.hypertable AS h
  ON j.hypertable_schema = h.schema_name AND j.hypertable_name = h.table_name
LEFT JOIN _timescaledb_catalog.continuous_agg AS a ON h.id = a.mat_hypertable_id
LEFT JOIN pg_catalog.pg_namespace AS n ON j.hypertable_schema = n.nspname
LEFT JOIN pg_catalog.pg_class AS c ON n.oid = c.relnamespace AND j.hypertable_name = c.relname
LEFT JOIN pg_catalog.pg_namespace AS q ON j.proc_schema = q.nspname
LEFT JOIN pg_catalog.pg_proc AS p
  ON
    q.oid = p.pronamespace
    AND j.proc_name = p.proname
    AND p.proargtypes = '23 3802'::pg_catalog.oidvector
-- Smaller ones are TimescaleDB's own: telemetry and the history of jobs.
WHERE j.job_id >= 1000
ORDER BY j.job_id
