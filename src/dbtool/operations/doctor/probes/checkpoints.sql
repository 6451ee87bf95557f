SELECT
  c.num_timed AS timed,
  c.num_requested AS requested,
  extract(EPOCH FROM pg_catalog.clock_timestamp() - c.stats_reset) AS stats_seconds
FROM pg_catalog.pg_stat_checkpointer AS c
