SELECT
  pg_catalog.current_setting('archive_mode') AS archive_mode,
  pg_catalog.current_setting('archive_command', true) AS archive_command,
  pg_catalog.current_setting('archive_library', true) AS archive_library,
  a.archived_count,
  a.failed_count,
  a.last_failed_wal,
  a.last_failed_time > coalesce(a.last_archived_time, '-infinity'::timestamptz) AS failing,
  extract(EPOCH FROM pg_catalog.clock_timestamp() - a.last_archived_time) AS archived_seconds,
  s.slot_name AS slot,
  s.slot_type,
  s.database,
  s.active,
  s.wal_status,
  pg_catalog.pg_wal_lsn_diff(
    CASE
      WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
      ELSE pg_catalog.pg_current_wal_lsn()
    END,
    s.restart_lsn
  ) AS held_bytes
FROM pg_catalog.pg_stat_archiver AS a
LEFT JOIN pg_catalog.pg_replication_slots AS s ON true
ORDER BY held_bytes DESC NULLS LAST, s.slot_name ASC
