-- Relations with rows, of the schemas in scope and of what TimescaleDB keeps for continuous aggregates.
SELECT
    class.oid::bigint,
    namespace.nspname::text,
    class.relname::text,
    CASE class.relkind
        WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned' WHEN 'v' THEN 'view'
        WHEN 'm' THEN 'materialized' ELSE 'foreign'
    END AS kind,
    pg_catalog.pg_get_userbyid(class.relowner)::text AS owner,
    class.relrowsecurity,
    class.relforcerowsecurity,
    coalesce(class.reloptions, '{}') AS options,
    ARRAY(
        SELECT parent.inhparent::bigint
        FROM pg_catalog.pg_inherits AS parent
        WHERE parent.inhrelid = class.oid
        ORDER BY parent.inhseqno
    ) AS parents,
    EXISTS (
        SELECT FROM pg_catalog.pg_depend AS made
        WHERE made.classid = 'pg_catalog.pg_class'::regclass AND made.objid = class.oid AND made.deptype = 'e'
    ) AS extension,
    CASE WHEN class.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(class.oid) END AS definition,
    (
        SELECT
            coalesce(jsonb_agg(jsonb_build_array(
                coalesce(grantee.rolname, 'PUBLIC'), lower(acl.privilege_type), acl.is_grantable,
                pg_catalog.pg_get_userbyid(acl.grantor)
            )), '[]')
        FROM pg_catalog.aclexplode(
            coalesce(class.relacl, pg_catalog.acldefault('r', class.relowner))
        ) AS acl
        LEFT JOIN pg_catalog.pg_roles AS grantee ON acl.grantee = grantee.oid
    ) AS privileges
FROM pg_catalog.pg_class AS class
JOIN pg_catalog.pg_namespace AS namespace ON class.relnamespace = namespace.oid
WHERE class.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND (namespace.nspname = ANY(%(schemas)s) OR class.oid = ANY(%(more)s::oid []))
ORDER BY namespace.nspname, class.relname
