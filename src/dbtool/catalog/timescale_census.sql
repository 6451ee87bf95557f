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
    'partitioning function of dimension %%I of hypertable %%I.%%I', d.column_name, h.schema_name, h.table_name
  )
FROM _timescaledb_catalog.dimension AS d
INNER JOIN _timescaledb_catalog.hypertable AS h ON d.hypertable_id = h.id
-- TimescaleDB's own function is what every hash dimension has; its schema moved in 2.12.
WHERE d.partitioning_func_schema NOT IN ('_timescaledb_functions', '_timescaledb_internal')
UNION
SELECT pg_catalog.format('direct_compress of hypertable %%I.%%I', h.schema_name, h.table_name)
FROM _timescaledb_catalog.hypertable AS h
-- A bit of its own since 2.29; the column itself is younger than the oldest version.
WHERE (pg_catalog.to_jsonb(h) ->> 'status')::int & 8 <> 0
ORDER BY 1
