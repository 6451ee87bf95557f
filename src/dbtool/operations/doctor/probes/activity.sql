SELECT
  a.pid,
  a.datname AS database,
  a.usename AS "user",
  a.application_name AS application,
  a.state,
  a.backend_type,
  a.wait_event_type,
  a.wait_event,
  a.datname = pg_catalog.current_database() AS here,
  extract(EPOCH FROM pg_catalog.clock_timestamp() - a.xact_start) AS transaction_seconds,
  extract(EPOCH FROM pg_catalog.clock_timestamp() - a.state_change) AS state_seconds,
  CASE WHEN a.wait_event_type = 'Lock' THEN pg_catalog.pg_blocking_pids(a.pid) END AS blockers,
  pg_catalog.current_setting('max_connections')::int AS max_connections,
  pg_catalog.current_setting('superuser_reserved_connections')::int
  + coalesce(pg_catalog.current_setting('reserved_connections', true)::int, 0) AS reserved,
  (SELECT sum(d.numbackends) FROM pg_catalog.pg_stat_database AS d) AS connected
FROM pg_catalog.pg_stat_activity AS a
ORDER BY a.xact_start NULLS LAST, a.pid
