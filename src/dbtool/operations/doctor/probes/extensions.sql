SELECT
  e.extname AS name,
  e.extversion AS installed,
  a.default_version AS available,
  -- None in pg_settings: the library was not loaded when the server started.
  (
    SELECT count(*) FROM pg_catalog.pg_settings AS s
    -- A value in a file makes a setting of text even without the library.
    WHERE s.name = 'pg_stat_statements.max' AND s.vartype = 'integer'
  ) > 0 AS statements_loaded,
  (
    SELECT count(*) FROM pg_catalog.pg_available_extensions AS s
    WHERE s.name = 'pg_stat_statements'
  ) > 0 AS statements_available
FROM pg_catalog.pg_extension AS e
LEFT JOIN pg_catalog.pg_available_extensions AS a ON e.extname = a.name
ORDER BY e.extname
