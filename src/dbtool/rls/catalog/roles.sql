-- Every role: those of the server (pg_…) have members, too.
SELECT
  rolname::text, rolsuper, rolbypassrls, rolcanlogin, rolinherit, rolcreaterole, rolcreatedb, rolreplication
FROM pg_catalog.pg_roles
ORDER BY rolname
