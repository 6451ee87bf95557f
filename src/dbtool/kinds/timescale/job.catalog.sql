SELECT
  j.procedure_schema,
  j.procedure,
  -- Kept as "name [id]"; the id is the server's.
  -- Before 2.20 a job has no name but what dbtool keeps in its config.
  CASE
    WHEN j.config ? 'dbtool_job' THEN j.config ->> 'dbtool_job'
    WHEN pg_catalog.right(j.application_name, pg_catalog.length(suffix.text)) = suffix.text
      THEN pg_catalog.left(j.application_name, -pg_catalog.length(suffix.text))
    ELSE j.application_name
  END AS name,
  j.schedule_interval,
  CASE
    WHEN j.config ? 'dbtool_job' THEN nullif(j.config - 'dbtool_job', '{}')
    ELSE j.config
  END::text AS config,
  j.initial_start,
  j.timezone,
  j.fixed_schedule,
  j.scheduled,
  j.max_runtime,
  j.max_retries,
  j.retry_period,
  j.check_config,
  j.owner,
  'timescaledb_information.jobs'::regclass::oid AS classid,
  j.job_id::oid AS objid,
  0 AS objsubid
FROM
  pg_catalog.jsonb_to_recordset(%(jobs)s::jsonb)
    AS j (
      job_id int,
      procedure_schema text,
      procedure text,
      config jsonb,
      schedule_interval text,
      initial_start text,
      timezone text,
      fixed_schedule boolean,
      scheduled boolean,
      max_runtime text,
      max_retries int,
      retry_period text,
      application_name text,
      check_config text,
      owner text
    )
CROSS JOIN LATERAL pg_catalog.format(' [%%s]', j.job_id) AS suffix (text)
-- Policies are kinds of their own: their procedures are members of the extension.
WHERE
  NOT EXISTS (
    SELECT
    FROM pg_catalog.pg_proc AS p
    INNER JOIN pg_catalog.pg_namespace AS n ON p.pronamespace = n.oid
    INNER JOIN pg_catalog.pg_depend AS member
      ON
        p.oid = member.objid
        AND member.classid = 'pg_catalog.pg_proc'::regclass
        AND member.deptype = 'e'
    INNER JOIN pg_catalog.pg_extension AS e ON member.refobjid = e.oid
    WHERE p.proname = j.procedure AND n.nspname = j.procedure_schema AND e.extname = 'timescaledb'
  )
ORDER BY 1, 2, 3, j.job_id
