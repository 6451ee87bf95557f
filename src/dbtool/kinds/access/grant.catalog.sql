-- Only what has an access list can differ from the default: a NULL one is the default.
WITH object AS (
  SELECT
    CASE
      WHEN c.oid = ANY(%(aggregates)s::oid[]) THEN 'continuous_aggregate'
      WHEN c.relkind = 'v' THEN 'view'
      WHEN c.relkind = 'm' THEN 'materialized_view'
      WHEN c.relkind = 'S' THEN 'sequence'
      WHEN c.relkind = 'f' THEN 'foreign_table'
      ELSE 'table'
    END AS on_kind,
    ARRAY[n.nspname::text, c.relname::text] AS path,
    c.relowner AS owner,
    c.relacl AS acl,
    pg_catalog.acldefault(CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END, c.relowner) AS usual
  FROM pg_catalog.pg_class AS c
  INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
  WHERE
    c.relacl IS NOT NULL
    -- A composite type's list is with the types.
    AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    AND c.oid = ANY(%(relations)s::oid[])
  UNION ALL
  SELECT
    'column',
    ARRAY[n.nspname::text, c.relname::text, a.attname::text],
    c.relowner,
    a.attacl,
    pg_catalog.acldefault('c', c.relowner)
  FROM pg_catalog.pg_class AS c
  INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
  INNER JOIN pg_catalog.pg_attribute AS a ON c.oid = a.attrelid
  WHERE
    a.attacl IS NOT NULL
    AND NOT a.attisdropped
    AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND c.oid = ANY(%(relations)s::oid[])
  UNION ALL
  SELECT
    'schema', ARRAY[n.nspname::text], n.nspowner, n.nspacl, pg_catalog.acldefault('n', n.nspowner)
  FROM pg_catalog.pg_namespace AS n
  WHERE n.nspacl IS NOT NULL AND n.oid = ANY(%(schemas)s::oid[])
  UNION ALL
  SELECT
    CASE p.prokind WHEN 'a' THEN 'aggregate' ELSE 'function' END,
    ARRAY[n.nspname::text, p.proname::text, pg_catalog.oidvectortypes(p.proargtypes)],
    p.proowner,
    p.proacl,
    pg_catalog.acldefault('f', p.proowner)
  FROM pg_catalog.pg_proc AS p
  INNER JOIN pg_catalog.pg_namespace AS n ON p.pronamespace = n.oid
  WHERE
    p.proacl IS NOT NULL
    AND p.pronamespace = ANY(%(namespaces)s::oid[])
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS member
      WHERE
        member.classid = 'pg_catalog.pg_proc'::regclass
        AND member.objid = p.oid
        AND member.deptype IN ('e', 'i')
    )
  UNION ALL
  SELECT
    CASE t.typtype
      WHEN 'c' THEN 'composite_type'
      WHEN 'd' THEN 'domain'
      WHEN 'r' THEN 'range_type'
      ELSE 'enum'
    END,
    ARRAY[n.nspname::text, t.typname::text],
    t.typowner,
    t.typacl,
    pg_catalog.acldefault('T', t.typowner)
  FROM pg_catalog.pg_type AS t
  INNER JOIN pg_catalog.pg_namespace AS n ON t.typnamespace = n.oid
  WHERE
    t.typacl IS NOT NULL
    AND t.typtype IN ('c', 'd', 'e', 'r')
    -- The row type of a table or view goes with it.
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_class AS c
      WHERE c.oid = t.typrelid AND c.relkind <> 'c'
    )
    AND t.typnamespace = ANY(%(namespaces)s::oid[])
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS member
      WHERE
        member.classid = 'pg_catalog.pg_type'::regclass
        AND member.objid = t.oid
        AND member.deptype = 'e'
    )
  UNION ALL
  SELECT
    'foreign_data_wrapper',
    ARRAY[w.fdwname::text],
    w.fdwowner,
    w.fdwacl,
    pg_catalog.acldefault('F', w.fdwowner)
  FROM pg_catalog.pg_foreign_data_wrapper AS w
  WHERE
    w.fdwacl IS NOT NULL
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS member
      WHERE
        member.classid = 'pg_catalog.pg_foreign_data_wrapper'::regclass
        AND member.objid = w.oid
        AND member.deptype = 'e'
    )
  UNION ALL
  SELECT 'server', ARRAY[s.srvname::text], s.srvowner, s.srvacl, pg_catalog.acldefault('S', s.srvowner)
  FROM pg_catalog.pg_foreign_server AS s
  WHERE s.srvacl IS NOT NULL
  UNION ALL
  SELECT 'database', ARRAY[]::text[], db.datdba, db.datacl, pg_catalog.acldefault('d', db.datdba)
  FROM pg_catalog.pg_database AS db
  WHERE db.datacl IS NOT NULL AND db.datname = pg_catalog.current_database()
),

held AS (
  SELECT
    o.on_kind,
    o.path,
    x.grantee,
    x.grantee = o.owner AS is_owner,
    pg_catalog.array_agg(DISTINCT x.privilege_type ORDER BY x.privilege_type) AS privileges,
    pg_catalog.array_agg(DISTINCT x.privilege_type ORDER BY x.privilege_type)
    -- An owner passes on what it likes.
    FILTER (WHERE x.is_grantable AND x.grantee <> o.owner) AS grantable
  FROM object AS o
  CROSS JOIN LATERAL pg_catalog.aclexplode(o.acl) AS x
  -- A database's owner is the cluster's business.
  WHERE x.grantee <> o.owner OR o.on_kind <> 'database'
  GROUP BY o.on_kind, o.path, x.grantee, o.owner
),

usual AS (
  SELECT
    o.on_kind,
    o.path,
    x.grantee,
    x.grantee = o.owner AS is_owner,
    pg_catalog.array_agg(DISTINCT x.privilege_type ORDER BY x.privilege_type) AS privileges
  FROM object AS o
  CROSS JOIN LATERAL pg_catalog.aclexplode(o.usual) AS x
  WHERE x.grantee <> o.owner OR o.on_kind <> 'database'
  GROUP BY o.on_kind, o.path, x.grantee, o.owner
)

SELECT
  on_kind,
  path AS "on",
  CASE
    WHEN is_owner THEN 'pg_owner'
    WHEN grantee = 0 THEN 'PUBLIC'
    ELSE pg_catalog.pg_get_userbyid(grantee)::text
  END AS grantee,
  held.privileges AS privileges,
  held.grantable AS grantable,
  usual.privileges AS "default",
  NULL::oid AS classid,
  NULL::oid AS objid,
  NULL::int AS objsubid
FROM held
FULL OUTER JOIN usual USING (on_kind, path, grantee, is_owner)
WHERE held.privileges IS DISTINCT FROM usual.privileges OR held.grantable IS NOT NULL
ORDER BY on_kind, path, 3
