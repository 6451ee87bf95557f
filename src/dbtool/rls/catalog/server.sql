SELECT
  current_setting('server_version_num')::integer AS version,
  (
    SELECT extension.extversion::text FROM pg_catalog.pg_extension AS extension
    WHERE extension.extname = 'timescaledb'
  ) AS timescaledb,
  current_database()::text AS database_name,
  current_user::text AS user_name,
  (
    SELECT role.rolsuper FROM pg_catalog.pg_roles AS role
    WHERE role.rolname = current_user
  ) AS superuser,
  pg_catalog.pg_is_in_recovery() AS standby
