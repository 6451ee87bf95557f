SELECT
  d.datname AS database,
  (SELECT c.system_identifier::text FROM pg_catalog.pg_control_system() AS c) AS system_identifier,
  pg_catalog.current_setting('server_version_num')::int AS version,
  current_user::text AS role,
  pg_catalog.pg_is_in_recovery() AS in_recovery,
  CASE
    WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()::text
    ELSE pg_catalog.pg_current_wal_lsn()::text
  END AS lsn,
  pg_catalog.pg_encoding_to_char(d.encoding) AS encoding,
  d.datlocprovider::text AS locale_provider,
  d.datcollate AS "collate",
  d.datctype AS ctype,
  -- Of another name from PostgreSQL 17 on, and missing before 15 or 16.
  coalesce(pg_catalog.to_jsonb(d) ->> 'datlocale', pg_catalog.to_jsonb(d) ->> 'daticulocale') AS locale,
  pg_catalog.to_jsonb(d) ->> 'daticurules' AS icu_rules,
  d.datcollversion AS collation_version
FROM pg_catalog.pg_database AS d
WHERE d.datname = pg_catalog.current_database()
