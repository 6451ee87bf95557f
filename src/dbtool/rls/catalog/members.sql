-- inherit_option and set_option exist from PostgreSQL 16; read by name out of the row for 15's sake.
SELECT
  pg_catalog.pg_get_userbyid(edge.roleid)::text AS role_name,
  pg_catalog.pg_get_userbyid(edge.member)::text AS member_name,
  edge.admin_option,
  coalesce((pg_catalog.to_jsonb(edge) ->> 'inherit_option')::boolean, member.rolinherit) AS inherits,
  coalesce((pg_catalog.to_jsonb(edge) ->> 'set_option')::boolean, true) AS may_set
FROM pg_catalog.pg_auth_members AS edge
INNER JOIN pg_catalog.pg_roles AS member ON edge.member = member.oid
ORDER BY role_name, member_name
