SELECT
  said.settings,
  db.datconnlimit AS connection_limit,
  said.comment,
  'pg_catalog.pg_database'::regclass::oid AS classid,
  db.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_database AS db
CROSS JOIN
  LATERAL (
    SELECT
      (
        SELECT
          pg_catalog.jsonb_object_agg(
            pg_catalog.split_part(setting.pair, '=', 1),
            pg_catalog.substr(setting.pair, pg_catalog.strpos(setting.pair, '=') + 1)
          )
        FROM pg_catalog.pg_db_role_setting AS s
        CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS setting (pair)
        WHERE s.setdatabase = db.oid AND s.setrole = 0
      ) AS settings,
      (
        SELECT d.description
        FROM pg_catalog.pg_shdescription AS d
        WHERE
          d.objoid = db.oid
          AND d.classoid = 'pg_catalog.pg_database'::regclass
          -- initdb's own databases have one, and come before the first normal oid.
          AND db.oid >= 16384
      ) AS comment
  ) AS said
WHERE
  db.datname = pg_catalog.current_database()
  AND (said.settings IS NOT NULL OR said.comment IS NOT NULL OR db.datconnlimit <> -1)
