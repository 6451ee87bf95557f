SELECT
  a.rolname AS name,
  a.rolpassword AS verifier
FROM pg_catalog.pg_authid AS a
WHERE a.rolname = ANY(%(names)s::text[]) AND a.rolpassword IS NOT NULL
