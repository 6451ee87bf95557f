SELECT
  role.rolname AS role,
  member.rolname AS member,
  -- From PostgreSQL 16 on one membership may be granted several times over; any grant's option counts.
  pg_catalog.bool_or(m.admin_option) AS admin,
  pg_catalog.bool_or(m.inherit_option) AS inherit,
  pg_catalog.bool_or(m.set_option) AS set_role,
  NULL::oid AS classid,
  NULL::oid AS objid,
  NULL::int AS objsubid
FROM (SELECT NULL::bool AS inherit_option, NULL::bool AS set_option) AS before_16
-- Before PostgreSQL 16 the two names are not the catalog's, but these NULLs.
CROSS JOIN
  LATERAL (
    SELECT
      am.roleid,
      am.member,
      am.admin_option,
      inherit_option, -- noqa: RF02, RF03
      set_option -- noqa: RF02, RF03
    FROM pg_catalog.pg_auth_members AS am
  ) AS m
INNER JOIN pg_catalog.pg_roles AS role ON m.roleid = role.oid
INNER JOIN pg_catalog.pg_roles AS member ON m.member = member.oid
-- The predefined roles' memberships in each other are the server's; a member of our own is ours.
WHERE member.oid >= 16384
GROUP BY role.rolname, member.rolname
ORDER BY role.rolname, member.rolname
