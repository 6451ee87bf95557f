SELECT
  pg_catalog.current_setting('server_version_num')::int AS version,
  -- Loaded with the extension's first use in a session; without the extension, only where a file sets it.
  pg_catalog.current_setting('timescaledb.license', true) AS licence,
  e.extversion AS timescaledb,
  n.nspname AS timescaledb_schema,
  current_user::text AS "user",
  pg_catalog.current_setting('is_superuser')::bool AS superuser
FROM (SELECT) AS always
LEFT JOIN pg_catalog.pg_extension AS e ON e.extname = 'timescaledb'
LEFT JOIN pg_catalog.pg_namespace AS n ON e.extnamespace = n.oid
