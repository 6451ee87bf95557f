-- What pg_restore does not give a database that it has not created.
SELECT
  pg_catalog.pg_get_userbyid(d.datdba) AS owner,
  d.datconnlimit AS connection_limit,
  pg_catalog.shobj_description(d.oid, 'pg_database') AS comment,
  d.datacl IS NOT NULL AS granted,
  ARRAY(
    SELECT
      pg_catalog.jsonb_build_object(
        'grantor', pg_catalog.pg_get_userbyid(a.grantor),
        'grantee', CASE WHEN a.grantee <> 0 THEN pg_catalog.pg_get_userbyid(a.grantee) END,
        'privilege', a.privilege_type,
        'grantable', a.is_grantable
      )
    FROM pg_catalog.aclexplode(d.datacl) AS a
  ) AS grants,
  ARRAY(
    SELECT
      pg_catalog.jsonb_build_object(
        'role', CASE WHEN s.setrole <> 0 THEN pg_catalog.pg_get_userbyid(s.setrole) END,
        'name', pg_catalog.split_part(setting.pair, '=', 1),
        'value', pg_catalog.substr(setting.pair, pg_catalog.strpos(setting.pair, '=') + 1)
      )
    FROM pg_catalog.pg_db_role_setting AS s
    CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS setting (pair)
    WHERE d.oid = s.setdatabase
    ORDER BY s.setrole, setting.pair
  ) AS settings,
  EXISTS(
    SELECT
    FROM pg_catalog.pg_namespace AS n
    WHERE n.nspname = 'public'
  ) AS has_public,
  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_largeobject_metadata) AS large_objects
FROM pg_catalog.pg_database AS d
WHERE d.datname = pg_catalog.current_database()
