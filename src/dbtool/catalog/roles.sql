-- The roles of the server but its own, with what each belongs to.
SELECT
  r.rolname,
  r.rolcanlogin,
  r.rolsuper,
  CASE WHEN pg_catalog.isfinite(r.rolvaliduntil) THEN r.rolvaliduntil END AS valid_until,
  ARRAY(
    SELECT DISTINCT role.rolname
    FROM pg_catalog.pg_auth_members AS m
    INNER JOIN pg_catalog.pg_roles AS role ON m.roleid = role.oid
    WHERE m.member = r.oid
    ORDER BY role.rolname
  ) AS member_of
FROM pg_catalog.pg_roles AS r
WHERE r.rolname NOT LIKE 'pg\_%'
ORDER BY r.rolname
