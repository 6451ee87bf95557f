SELECT
  r.rolname AS name,
  r.rolcanlogin AS login,
  r.rolinherit AS inherit,
  r.rolsuper AS superuser,
  r.rolcreatedb AS createdb,
  r.rolcreaterole AS createrole,
  r.rolreplication AS replication,
  r.rolbypassrls AS bypassrls,
  r.rolconnlimit AS connection_limit,
  -- What was once limited can only be set to infinity, which is no limit.
  NULLIF(r.rolvaliduntil, 'infinity')::text AS valid_until,
  (
    SELECT
      pg_catalog.jsonb_object_agg(
        pg_catalog.split_part(setting.pair, '=', 1),
        pg_catalog.substr(setting.pair, pg_catalog.strpos(setting.pair, '=') + 1)
      )
    FROM pg_catalog.pg_db_role_setting AS s
    CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS setting (pair)
    -- Those of one database only are not the role's.
    WHERE s.setrole = r.oid AND s.setdatabase = 0
  ) AS settings,
  -- Nobody but a superuser may know, and nobody needs to: passwords are not compared.
  NULL::text AS password,
  d.description AS comment,
  (
    SELECT pg_catalog.jsonb_object_agg(l.provider, l.label)
    FROM pg_catalog.pg_shseclabel AS l
    WHERE l.objoid = r.oid AND l.classoid = 'pg_catalog.pg_authid'::regclass
  ) AS security_labels,
  -- Only who declares a role can say so.
  FALSE AS exact,
  'pg_catalog.pg_authid'::regclass::oid AS classid,
  r.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_roles AS r
LEFT JOIN pg_catalog.pg_shdescription AS d
  ON r.oid = d.objoid AND d.classoid = 'pg_catalog.pg_authid'::regclass
-- The bootstrap superuser and the predefined roles come before the first normal oid.
WHERE r.oid >= 16384
ORDER BY r.rolname
