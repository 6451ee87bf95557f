-- What TimescaleDB can be told and no kind claims.
SELECT
  'job ' || pg_catalog.quote_ident(job.proc_schema) || '.' || pg_catalog.quote_ident(job.proc_name)
  || coalesce(
    ' on ' || pg_catalog.quote_ident(job.hypertable_schema) || '.' || pg_catalog.quote_ident(job.hypertable_name), ''
  )
  || ' [' || job.job_id || ']' AS object
FROM timescaledb_information.jobs AS job
-- Jobs below 1000 are TimescaleDB's housekeeping.
WHERE job.job_id >= 1000 AND job.job_id <> ALL(%(jobs)s::int[])
UNION
SELECT
  'dimension ' || pg_catalog.quote_ident(d.column_name)
  || ' of hypertable ' || pg_catalog.quote_ident(d.hypertable_schema) || '.' || pg_catalog.quote_ident(d.hypertable_name)
FROM timescaledb_information.dimensions AS d
-- A hypertable's facts have one range; hash partitions may be many.
WHERE d.dimension_number > 1 AND d.dimension_type = 'Time'
UNION
SELECT
  'tablespace ' || pg_catalog.quote_ident(tablespace.name)
  || ' of hypertable ' || pg_catalog.quote_ident(h.hypertable_schema) || '.' || pg_catalog.quote_ident(h.hypertable_name)
FROM timescaledb_information.hypertables AS h
CROSS JOIN LATERAL pg_catalog.unnest(h.tablespaces) AS tablespace (name)
ORDER BY 1
