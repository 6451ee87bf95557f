-- The time zone of a job's schedule stands in no view.
SELECT
  coalesce(
    pg_catalog.jsonb_object_agg(job.id, job.timezone) FILTER (WHERE job.timezone IS NOT NULL), '{}'
  )::text AS zones
FROM _timescaledb_catalog.bgw_job AS job
