-- What TimescaleDB can be told and no kind claims.
SELECT
  pg_catalog.format('job %%I.%%I', job.proc_schema, job.proc_name)
  || CASE
    WHEN job.hypertable_name IS NULL THEN ''
    ELSE pg_catalog.format(' on %%I.%%I', job.hypertable_schema, job.hypertable_name)
  END
  || pg_catalog.format(' [%%s]', job.job_id) AS object
FROM timescaledb_information.jobs AS job
-- Jobs below 1000 are TimescaleDB's housekeeping.
WHERE %(run)s AND job.job_id >= 1000 AND job.job_id <> ALL(%(jobs)s::int[])
UNION
SELECT
  pg_catalog.format(
    'dimension %%I of hypertable %%I.%%I', d.column_name, d.hypertable_schema, d.hypertable_name
  )
FROM timescaledb_information.dimensions AS d
-- A hypertable's facts have one range; hash partitions may be many.
WHERE d.dimension_number > 1 AND d.dimension_type = 'Time'
ORDER BY 1
