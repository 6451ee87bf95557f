SELECT
  pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS reads_stats,
  pg_catalog.pg_has_role(current_user, 'pg_read_all_settings', 'USAGE') AS reads_settings,
  pg_catalog.pg_is_in_recovery() AS standby,
  (
    SELECT n.nspname
    FROM pg_catalog.pg_extension AS e
    INNER JOIN pg_catalog.pg_namespace AS n ON e.extnamespace = n.oid
    WHERE e.extname = 'pg_stat_statements'
  ) AS statements_schema
