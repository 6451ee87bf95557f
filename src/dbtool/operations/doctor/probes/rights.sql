-- What this role may do of what dbtool does: change objects, make roles, keep its ledger, take backups.
WITH me AS (
  SELECT
    r.oid,
    r.rolsuper,
    r.rolcreaterole,
    r.rolbypassrls,
    r.rolreplication
  FROM pg_catalog.pg_roles AS r
  WHERE r.rolname = current_user
),

relation AS (
  SELECT
    c.oid,
    pg_catalog.concat_ws('.', n.nspname, c.relname) AS name,
    c.relkind,
    c.relrowsecurity,
    c.relforcerowsecurity,
    pg_catalog.pg_has_role(c.relowner, 'USAGE') AS owned,
    pg_catalog.pg_get_userbyid(c.relowner) AS owner
  FROM pg_catalog.pg_class AS c
  INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
  WHERE c.oid = ANY(%(relations)s::oid[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
)

SELECT
  pg_catalog.current_database()::text AS database,
  me.rolsuper AS superuser,
  me.rolcreaterole AS createrole,
  me.rolbypassrls AS bypassrls,
  me.rolreplication AS replication,
  pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS creates,
  pg_catalog.has_schema_privilege(ledger.oid, 'USAGE') AS uses_ledger,
  ledger.oid IS NOT NULL AS ledger,
  ARRAY(
    SELECT c.relname
    FROM pg_catalog.pg_class AS c
    WHERE
      c.relnamespace = ledger.oid
      AND c.relkind = 'r'
      AND NOT (
        pg_catalog.has_table_privilege(c.oid, 'SELECT')
        AND pg_catalog.has_table_privilege(c.oid, 'INSERT')
      )
    ORDER BY c.relname
  ) AS closed_ledger,
  ARRAY(
    SELECT r.name FROM relation AS r
    WHERE NOT r.owned
    ORDER BY r.name
  ) AS foreign_relations,
  ARRAY(
    SELECT DISTINCT r.owner FROM relation AS r
    WHERE NOT r.owned
    ORDER BY r.owner
  ) AS owners,
  ARRAY(
    SELECT r.rolname FROM pg_catalog.pg_roles AS r
    WHERE r.rolsuper
  ) AS superusers,
  ARRAY(
    SELECT r.name FROM relation AS r
    WHERE
      r.relkind IN ('r', 'p', 'm', 'S')
      AND NOT CASE
        WHEN r.relkind = 'S' THEN pg_catalog.has_sequence_privilege(r.oid, 'SELECT')
        ELSE pg_catalog.has_table_privilege(r.oid, 'SELECT')
      END
    ORDER BY r.name
  ) AS unreadable,
  ARRAY(
    SELECT r.name FROM relation AS r
    WHERE r.relrowsecurity AND (NOT r.owned OR r.relforcerowsecurity)
    ORDER BY r.name
  ) AS filtered,
  ARRAY(
    SELECT n.nspname FROM pg_catalog.pg_namespace AS n
    WHERE
      n.oid = ANY(%(schemas)s::oid[])
      AND NOT pg_catalog.has_schema_privilege(n.oid, 'CREATE')
    ORDER BY n.nspname
  ) AS closed_schemas,
  ARRAY(
    SELECT n.nspname FROM pg_catalog.pg_namespace AS n
    ORDER BY n.nspname
  ) AS all_schemas,
  ARRAY(SELECT r.rolname FROM pg_catalog.pg_roles AS r) AS roles,
  ARRAY(SELECT e.extname FROM pg_catalog.pg_extension AS e) AS extensions,
  ARRAY(
    SELECT v.name FROM pg_catalog.pg_available_extension_versions AS v
    WHERE v.trusted
  ) AS trusted
FROM me
LEFT JOIN pg_catalog.pg_namespace AS ledger ON ledger.nspname = 'dbtool'
