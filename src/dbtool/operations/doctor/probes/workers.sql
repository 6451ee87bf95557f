SELECT
  pg_catalog.current_setting('max_worker_processes')::int AS processes,
  pg_catalog.current_setting('max_parallel_workers')::int AS parallel,
  pg_catalog.current_setting('max_logical_replication_workers')::int AS logical,
  pg_catalog.current_setting('timescaledb.max_background_workers', true)::int AS timescale,
  (
    SELECT count(*) FROM pg_catalog.pg_database AS d
    WHERE d.datallowconn
  ) AS databases,
  (
    SELECT count(*) FROM pg_catalog.pg_stat_activity AS a
    WHERE a.backend_type = 'TimescaleDB Background Worker Scheduler'
  ) AS schedulers,
  (
    SELECT count(*) FROM timescaledb_information.jobs AS j
    WHERE j.scheduled AND j.job_id >= 1000
  ) AS jobs
