SELECT
  c.checkpoints_timed AS timed,
  c.checkpoints_req AS requested,
  extract(EPOCH FROM pg_catalog.clock_timestamp() - c.stats_reset) AS stats_seconds
FROM pg_catalog.pg_stat_bgwriter AS c
