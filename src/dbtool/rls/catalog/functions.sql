-- Functions of the schemas in scope, and those elsewhere that something in scope uses.
SELECT
  routine.oid::bigint,
  namespace.nspname::text,
  routine.proname::text,
  pg_catalog.pg_get_function_identity_arguments(routine.oid) AS arguments,
  ARRAY(
    SELECT pg_catalog.format_type(argument.oid, NULL)
    FROM unnest(routine.proargtypes) WITH ORDINALITY AS argument (oid, place)
    ORDER BY argument.place
  ) AS argument_types,
  pg_catalog.format_type(routine.prorettype, NULL) AS returns,
  routine.proretset,
  routine.prokind::text AS kind,
  pg_catalog.pg_get_userbyid(routine.proowner)::text AS owner,
  routine.prosecdef,
  routine.provolatile::text,
  routine.proleakproof,
  language.lanname::text,
  coalesce(routine.proconfig, '{}') AS settings,
  coalesce(pg_catalog.pg_get_function_sqlbody(routine.oid), routine.prosrc) AS body,
  routine.prorettype IN ('trigger'::regtype, 'event_trigger'::regtype) AS is_trigger,
  (
    SELECT
      coalesce(jsonb_agg(jsonb_build_array(
        coalesce(grantee.rolname, 'PUBLIC'), lower(acl.privilege_type), acl.is_grantable,
        pg_catalog.pg_get_userbyid(acl.grantor)
      )), '[]')
    FROM
      pg_catalog.aclexplode(
        coalesce(routine.proacl, pg_catalog.acldefault('f', routine.proowner))
      ) AS acl
    LEFT JOIN pg_catalog.pg_roles AS grantee ON acl.grantee = grantee.oid
  ) AS privileges,
  EXISTS(
    SELECT FROM pg_catalog.pg_depend AS made
    WHERE made.classid = 'pg_catalog.pg_proc'::regclass AND made.objid = routine.oid AND made.deptype = 'e'
  ) AS extension
FROM pg_catalog.pg_proc AS routine
INNER JOIN pg_catalog.pg_namespace AS namespace ON routine.pronamespace = namespace.oid
INNER JOIN pg_catalog.pg_language AS language ON routine.prolang = language.oid
WHERE
  (namespace.nspname = ANY(%(schemas)s) OR routine.oid = ANY(%(functions)s::oid[]))
  AND routine.prokind <> 'a'
ORDER BY namespace.nspname, routine.proname, arguments
