SELECT
  r.rolname AS role,
  said.settings,
  NULL::oid AS classid,
  NULL::oid AS objid,
  NULL::int AS objsubid
FROM pg_catalog.pg_db_role_setting AS s
INNER JOIN pg_catalog.pg_database AS db ON s.setdatabase = db.oid
INNER JOIN pg_catalog.pg_roles AS r ON s.setrole = r.oid
CROSS JOIN
  LATERAL (
    SELECT
      pg_catalog.jsonb_object_agg(
        pg_catalog.split_part(setting.pair, '=', 1),
        pg_catalog.substr(setting.pair, pg_catalog.strpos(setting.pair, '=') + 1)
      ) AS settings
    FROM pg_catalog.unnest(s.setconfig) AS setting (pair)
  ) AS said
WHERE db.datname = pg_catalog.current_database()
ORDER BY r.rolname
