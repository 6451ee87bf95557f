SELECT
  role.rolname::text,
  database.datname::text,
  split_part(entry.text, '=', 1) AS name,
  substr(entry.text, strpos(entry.text, '=') + 1) AS value
FROM pg_catalog.pg_db_role_setting AS setting
CROSS JOIN unnest(setting.setconfig) AS entry (text)
LEFT JOIN pg_catalog.pg_roles AS role ON setting.setrole = role.oid
LEFT JOIN pg_catalog.pg_database AS database ON setting.setdatabase = database.oid
WHERE database.datname IS NULL OR database.datname = current_database()
ORDER BY 1, 2, 3
