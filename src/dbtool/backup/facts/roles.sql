-- The roles that this database needs: who owns or is granted something in it, and who is a member of those,
-- or they of whom. The bootstrap superuser and the predefined roles are on every server.
WITH RECURSIVE named AS (
  SELECT s.refobjid AS oid
  FROM pg_catalog.pg_shdepend AS s
  INNER JOIN pg_catalog.pg_database AS d ON d.datname = pg_catalog.current_database()
  WHERE
    s.refclassid = 'pg_catalog.pg_authid'::regclass
    AND (s.dbid = d.oid OR (s.classid = 'pg_catalog.pg_database'::regclass AND s.objid = d.oid))
  UNION
  SELECT d.datdba FROM pg_catalog.pg_database AS d
  WHERE d.datname = pg_catalog.current_database()
  UNION
  SELECT s.setrole
  FROM pg_catalog.pg_db_role_setting AS s
  INNER JOIN pg_catalog.pg_database AS d ON s.setdatabase = d.oid
  WHERE d.datname = pg_catalog.current_database() AND s.setrole <> 0
  UNION
  SELECT r.oid FROM pg_catalog.pg_roles AS r
  WHERE r.rolname = ANY(%(more)s::text[])
),

above AS (
  SELECT n.oid FROM named AS n
  UNION
  SELECT m.roleid
  FROM pg_catalog.pg_auth_members AS m
  INNER JOIN above AS a ON m.member = a.oid
),

needed AS (
  SELECT a.oid FROM above AS a
  UNION
  SELECT m.member
  FROM pg_catalog.pg_auth_members AS m
  INNER JOIN needed AS n ON m.roleid = n.oid
  -- Membership in a predefined role, such as pg_monitor, makes nobody this database's.
  WHERE n.oid >= 16384
)

SELECT
  r.rolname AS name,
  r.rolsuper AS superuser,
  r.rolinherit AS inherit,
  r.rolcreaterole AS createrole,
  r.rolcreatedb AS createdb,
  r.rolcanlogin AS login,
  r.rolreplication AS replication,
  r.rolbypassrls AS bypassrls,
  r.rolconnlimit AS connection_limit,
  r.rolvaliduntil::text AS valid_until,
  pg_catalog.shobj_description(r.oid, 'pg_authid') AS comment,
  ARRAY(
    SELECT
      pg_catalog.jsonb_build_object(
        'name', pg_catalog.split_part(setting.pair, '=', 1),
        'value', pg_catalog.substr(setting.pair, pg_catalog.strpos(setting.pair, '=') + 1)
      )
    FROM pg_catalog.pg_db_role_setting AS s
    CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS setting (pair)
    WHERE r.oid = s.setrole AND s.setdatabase = 0
  ) AS settings,
  ARRAY(
    SELECT
      -- As JSON, since from PostgreSQL 16 on a membership says more.
      pg_catalog.to_jsonb(m) - 'oid' - 'roleid' - 'member' - 'grantor'
      || pg_catalog.jsonb_build_object('role', pg_catalog.pg_get_userbyid(m.roleid))
    FROM pg_catalog.pg_auth_members AS m
    WHERE r.oid = m.member
    ORDER BY m.roleid
  ) AS memberships
FROM pg_catalog.pg_roles AS r
WHERE r.oid >= 16384 AND r.oid IN (SELECT n.oid FROM needed AS n)
ORDER BY r.rolname
