-- Only what has an access list can differ from the default: a NULL one is the default.
WITH object AS (
  SELECT
    CASE
      WHEN c.oid = ANY(%(aggregates)s::oid[]) THEN 'continuous_aggregate'
      WHEN c.relkind = 'v' THEN 'view'
      WHEN c.relkind = 'm' THEN 'materialized_view'
      WHEN c.relkind = 'S' THEN 'sequence'
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
    -- Foreign tables and composite types are not modelled.
    AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
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
    AND c.relkind IN ('r', 'p', 'v', 'm')
    AND c.oid = ANY(%(relations)s::oid[])
  UNION ALL
  SELECT
    'schema', ARRAY[n.nspname::text], n.nspowner, n.nspacl, pg_catalog.acldefault('n', n.nspowner)
  FROM pg_catalog.pg_namespace AS n
  WHERE n.nspacl IS NOT NULL AND n.oid = ANY(%(schemas)s::oid[])
  UNION ALL
  SELECT
    'function',
    ARRAY[n.nspname::text, p.proname::text, pg_catalog.oidvectortypes(p.proargtypes)],
    p.proowner,
    p.proacl,
    pg_catalog.acldefault('f', p.proowner)
  FROM pg_catalog.pg_proc AS p
  INNER JOIN pg_catalog.pg_namespace AS n ON p.pronamespace = n.oid
  WHERE
    p.proacl IS NOT NULL
    AND p.prokind IN ('f', 'p')
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
    CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'enum' END,
    ARRAY[n.nspname::text, t.typname::text],
    t.typowner,
    t.typacl,
    pg_catalog.acldefault('T', t.typowner)
  FROM pg_catalog.pg_type AS t
  INNER JOIN pg_catalog.pg_namespace AS n ON t.typnamespace = n.oid
  WHERE
    t.typacl IS NOT NULL
    AND t.typtype IN ('d', 'e')
    AND t.typnamespace = ANY(%(namespaces)s::oid[])
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS member
      WHERE
        member.classid = 'pg_catalog.pg_type'::regclass
        AND member.objid = t.oid
        AND member.deptype = 'e'
    )
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
    pg_catalog.array_agg(DISTINCT x.privilege_type ORDER BY x.privilege_type) AS privileges,
    pg_catalog.array_agg(DISTINCT x.privilege_type ORDER BY x.privilege_type)
    FILTER (WHERE x.is_grantable) AS grantable
  FROM object AS o
  CROSS JOIN LATERAL pg_catalog.aclexplode(o.acl) AS x
  -- The owner's own rights are not managed.
  WHERE x.grantee <> o.owner
  GROUP BY o.on_kind, o.path, x.grantee
),

usual AS (
  SELECT
    o.on_kind,
    o.path,
    x.grantee,
    pg_catalog.array_agg(DISTINCT x.privilege_type ORDER BY x.privilege_type) AS privileges
  FROM object AS o
  CROSS JOIN LATERAL pg_catalog.aclexplode(o.usual) AS x
  WHERE x.grantee <> o.owner
  GROUP BY o.on_kind, o.path, x.grantee
)

SELECT
  on_kind,
  path AS "on",
  CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(grantee)::text END AS grantee,
  held.privileges AS privileges,
  held.grantable AS grantable,
  usual.privileges AS "default",
  NULL::oid AS classid,
  NULL::oid AS objid,
  NULL::int AS objsubid
FROM held
FULL OUTER JOIN usual USING (on_kind, path, grantee)
WHERE held.privileges IS DISTINCT FROM usual.privileges OR held.grantable IS NOT NULL
ORDER BY on_kind, path, 3
