SELECT
  pg_catalog.current_setting('server_version') AS version,
  extract(EPOCH FROM pg_catalog.clock_timestamp() - pg_catalog.pg_postmaster_start_time()) AS up_seconds,
  pg_catalog.pg_database_size(d.oid) AS size_bytes,
  pg_catalog.pg_encoding_to_char(d.encoding) AS encoding,
  d.datcollate AS collation,
  d.datcollversion AS collation_version,
  pg_catalog.pg_database_collation_actual_version(d.oid) AS actual_version,
  s.numbackends AS sessions,
  s.blks_hit AS hits,
  s.blks_read AS reads,
  s.xact_commit AS commits,
  s.xact_rollback AS rollbacks,
  s.deadlocks,
  s.temp_bytes,
  s.checksum_failures,
  extract(EPOCH FROM pg_catalog.clock_timestamp() - s.stats_reset) AS stats_seconds,
  (
    SELECT sum(i.idx_blks_hit) FROM pg_catalog.pg_statio_user_indexes AS i
  ) AS index_hits,
  (
    SELECT sum(i.idx_blks_read) FROM pg_catalog.pg_statio_user_indexes AS i
  ) AS index_reads
FROM pg_catalog.pg_database AS d
INNER JOIN pg_catalog.pg_stat_database AS s ON d.oid = s.datid
WHERE d.datname = pg_catalog.current_database()
