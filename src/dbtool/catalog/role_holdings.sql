-- What a role owns, and has rights on, in each database of the server; shared objects are in none.
SELECT
  d.datname,
  count(*) FILTER (WHERE s.deptype = 'o') AS owned,
  count(*) FILTER (WHERE s.deptype <> 'o') AS granted
FROM pg_catalog.pg_shdepend AS s
INNER JOIN pg_catalog.pg_roles AS r ON s.refobjid = r.oid AND r.rolname = %(role)s
INNER JOIN pg_catalog.pg_database AS d
  ON
    s.dbid = d.oid
    -- Of a shared object, such as a database itself, any database's REASSIGN and DROP OWNED take care.
    OR (s.dbid = 0 AND d.datname = pg_catalog.current_database())
WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass
GROUP BY d.datname
ORDER BY d.datname
