SELECT
  r.line_number AS line,
  r.type,
  r.database,
  r.user_name AS users,
  r.address,
  r.auth_method AS method,
  r.error
FROM pg_catalog.pg_hba_file_rules AS r
ORDER BY r.line_number
