SELECT
  namespace.nspname::text,
  pg_catalog.pg_get_userbyid(namespace.nspowner)::text AS owner,
  (
    SELECT
      coalesce(jsonb_agg(jsonb_build_array(
        coalesce(grantee.rolname, 'PUBLIC'), lower(acl.privilege_type), acl.is_grantable,
        pg_catalog.pg_get_userbyid(acl.grantor)
      )), '[]')
    FROM
      pg_catalog.aclexplode(
        coalesce(namespace.nspacl, pg_catalog.acldefault('n', namespace.nspowner))
      ) AS acl
    LEFT JOIN pg_catalog.pg_roles AS grantee ON acl.grantee = grantee.oid
  ) AS privileges
FROM pg_catalog.pg_namespace AS namespace
WHERE namespace.nspname NOT LIKE 'pg\_toast%%' AND namespace.nspname NOT LIKE 'pg\_temp%%'
ORDER BY namespace.nspname
