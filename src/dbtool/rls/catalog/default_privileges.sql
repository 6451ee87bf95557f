SELECT
  pg_catalog.pg_get_userbyid(future.defaclrole)::text AS role_name,
  namespace.nspname::text,
  future.defaclobjtype::text,
  jsonb_build_array(
    coalesce(grantee.rolname, 'PUBLIC'), lower(acl.privilege_type), acl.is_grantable,
    pg_catalog.pg_get_userbyid(acl.grantor)
  ) AS privilege
FROM pg_catalog.pg_default_acl AS future
CROSS JOIN pg_catalog.aclexplode(future.defaclacl) AS acl
LEFT JOIN pg_catalog.pg_namespace AS namespace ON future.defaclnamespace = namespace.oid
LEFT JOIN pg_catalog.pg_roles AS grantee ON acl.grantee = grantee.oid
ORDER BY 1, 2, 3, 4
