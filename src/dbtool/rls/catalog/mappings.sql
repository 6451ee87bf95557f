-- Who is somebody on another server; the view leaves out the options of others, where passwords are.
SELECT
  mapping.srvname::text,
  wrapper.fdwname::text,
  CASE WHEN mapping.umuser = 0 THEN 'PUBLIC' ELSE mapping.usename END::text AS role_name,
  (
    SELECT
      coalesce(jsonb_agg(jsonb_build_array(
        coalesce(grantee.rolname, 'PUBLIC'), lower(acl.privilege_type), acl.is_grantable,
        pg_catalog.pg_get_userbyid(acl.grantor)
      )), '[]')
    FROM pg_catalog.aclexplode(coalesce(server.srvacl, pg_catalog.acldefault('S', server.srvowner))) AS acl
    LEFT JOIN pg_catalog.pg_roles AS grantee ON acl.grantee = grantee.oid
  ) AS privileges
FROM pg_catalog.pg_user_mappings AS mapping
INNER JOIN pg_catalog.pg_foreign_server AS server ON mapping.srvid = server.oid
INNER JOIN pg_catalog.pg_foreign_data_wrapper AS wrapper ON server.srvfdw = wrapper.oid
ORDER BY 1, 3
