-- Jobs below 1000 are TimescaleDB's housekeeping.
SELECT
  j.job_id,
  pg_catalog.format('%%I.%%I', j.proc_schema, j.proc_name) AS procedure,
  CASE
    WHEN j.hypertable_name IS NOT NULL
      THEN pg_catalog.format('%%I.%%I', j.hypertable_schema, j.hypertable_name)
  END AS relation,
  j.schedule_interval::text AS every,
  j.owner::text AS owner,
  j.config::text AS config,
  j.scheduled
FROM timescaledb_information.jobs AS j
WHERE j.job_id >= 1000
ORDER BY j.job_id
