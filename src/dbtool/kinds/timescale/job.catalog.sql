SELECT
  j.proc_schema AS procedure_schema,
  j.proc_name AS procedure,
  -- Kept as "name [id]"; the id is the server's.
  -- Before 2.20 a job has no name but what dbtool keeps in its config.
  CASE
    WHEN j.config ? 'dbtool_job' THEN j.config ->> 'dbtool_job'
    WHEN pg_catalog.right(j.application_name, pg_catalog.length(suffix.text)) = suffix.text
      THEN pg_catalog.left(j.application_name, -pg_catalog.length(suffix.text))
    ELSE j.application_name::text
  END AS name,
  j.schedule_interval::text AS schedule_interval,
  CASE
    WHEN j.config ? 'dbtool_job' THEN nullif(j.config - 'dbtool_job', '{}')
    ELSE j.config
  END::text AS config,
  -- A start with fractions of a second is the moment of creation, which nobody declared.
  CASE
    WHEN j.fixed_schedule AND j.initial_start = pg_catalog.date_trunc('second', j.initial_start)
      THEN
        j.initial_start::text
  END AS initial_start,
  %(zones)s::jsonb ->> j.job_id::text AS timezone,
  j.fixed_schedule,
  j.scheduled,
  j.max_runtime::text AS max_runtime,
  j.max_retries,
  j.retry_period::text AS retry_period,
  pg_catalog.quote_ident(j.check_schema) || '.' || pg_catalog.quote_ident(j.check_name) AS check_config,
  pg_catalog.pg_get_userbyid(j.owner) AS owner,
  'timescaledb_information.jobs'::regclass::oid AS classid,
  j.job_id::oid AS objid,
  0 AS objsubid
FROM timescaledb_information.jobs AS j
CROSS JOIN LATERAL pg_catalog.format(' [%%s]', j.job_id) AS suffix (text)
WHERE
  -- Jobs below 1000 are TimescaleDB's housekeeping.
  j.job_id >= 1000
  -- Policies are kinds of their own: their procedures are members of the extension.
  AND NOT EXISTS (
    SELECT
    FROM pg_catalog.pg_proc AS p
    INNER JOIN pg_catalog.pg_namespace AS n ON p.pronamespace = n.oid
    INNER JOIN pg_catalog.pg_depend AS member
      ON
        p.oid = member.objid
        AND member.classid = 'pg_catalog.pg_proc'::regclass
        AND member.deptype = 'e'
    INNER JOIN pg_catalog.pg_extension AS e ON member.refobjid = e.oid
    WHERE p.proname = j.proc_name AND n.nspname = j.proc_schema AND e.extname = 'timescaledb'
  )
ORDER BY 1, 2, 3, j.job_id
