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
  EXISTS(
    SELECT FROM pg_catalog.pg_depend AS made
    WHERE made.classid = 'pg_catalog.pg_class'::regclass AND made.objid = class.oid AND made.deptype = 'e'
  ) AS extension,
  -- The text of a query cannot be had without a lock on what it reads: only that of a few views is asked for.
  NULL::text AS definition,
  (
    SELECT rule.ev_action::text
    FROM pg_catalog.pg_rewrite AS rule
    WHERE rule.ev_class = class.oid AND rule.rulename = '_RETURN'
  ) AS tree,
  ARRAY(
    SELECT attribute.attname::text
    FROM pg_catalog.pg_partitioned_table AS parted
    CROSS JOIN unnest(parted.partattrs::smallint[]) WITH ORDINALITY AS key (number, place)
    INNER JOIN pg_catalog.pg_attribute AS attribute
      ON parted.partrelid = attribute.attrelid AND key.number = attribute.attnum
    WHERE parted.partrelid = class.oid
    ORDER BY key.place
  ) AS partitioned_by,
  class.reltuples::double precision AS estimated_rows,
  (
    SELECT
      coalesce(jsonb_agg(jsonb_build_array(
        coalesce(grantee.rolname, 'PUBLIC'), lower(acl.privilege_type), acl.is_grantable,
        pg_catalog.pg_get_userbyid(acl.grantor)
      )), '[]')
    FROM
      pg_catalog.aclexplode(
        coalesce(class.relacl, pg_catalog.acldefault('r', class.relowner))
      ) AS acl
    LEFT JOIN pg_catalog.pg_roles AS grantee ON acl.grantee = grantee.oid
  ) AS privileges
FROM pg_catalog.pg_class AS class
INNER JOIN pg_catalog.pg_namespace AS namespace ON class.relnamespace = namespace.oid
WHERE
  class.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND (namespace.nspname = ANY(%(schemas)s) OR class.oid = ANY(%(more)s::oid[]))
ORDER BY namespace.nspname, class.relname
