-- Only what has an access list can differ from the default: a NULL one is the default.
WITH listed AS (
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
    -- What an extension made has the rights that its script gave.
    coalesce(made.initprivs, pg_catalog.acldefault('f', p.proowner))
  FROM pg_catalog.pg_proc AS p
  INNER JOIN pg_catalog.pg_namespace AS n ON p.pronamespace = n.oid
  LEFT JOIN pg_catalog.pg_init_privs AS made
    ON p.oid = made.objoid AND made.classoid = 'pg_catalog.pg_proc'::regclass AND made.privtype = 'e'
  WHERE
    p.proacl IS NOT NULL
    AND p.pronamespace = ANY(%(namespaces)s::oid[])
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS member
      WHERE
        member.classid = 'pg_catalog.pg_proc'::regclass
        AND member.objid = p.oid
        AND member.deptype = 'i'
    )
  UNION ALL
  SELECT
    CASE t.typtype
      WHEN 'c' THEN 'composite_type'
      WHEN 'd' THEN 'domain'
      WHEN 'r' THEN 'range_type'
      WHEN 'e' THEN 'enum'
      ELSE 'base_type'
    END,
    ARRAY[n.nspname::text, t.typname::text],
    t.typowner,
    t.typacl,
    pg_catalog.acldefault('T', t.typowner)
  FROM pg_catalog.pg_type AS t
  INNER JOIN pg_catalog.pg_namespace AS n ON t.typnamespace = n.oid
  WHERE
    t.typacl IS NOT NULL
    AND t.typtype IN ('b', 'c', 'd', 'e', 'r')
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
    coalesce(made.initprivs, pg_catalog.acldefault('F', w.fdwowner))
  FROM pg_catalog.pg_foreign_data_wrapper AS w
  LEFT JOIN pg_catalog.pg_init_privs AS made
    ON
      w.oid = made.objoid
      AND made.classoid = 'pg_catalog.pg_foreign_data_wrapper'::regclass
      AND made.privtype = 'e'
  WHERE w.fdwacl IS NOT NULL
  UNION ALL
  SELECT 'server', ARRAY[s.srvname::text], s.srvowner, s.srvacl, pg_catalog.acldefault('S', s.srvowner)
  FROM pg_catalog.pg_foreign_server AS s
  WHERE s.srvacl IS NOT NULL
  UNION ALL
  -- The server's own languages too: what differs there from the beginning, somebody has given or taken.
  SELECT 'language', ARRAY[l.lanname::text], l.lanowner, l.lanacl, pg_catalog.acldefault('l', l.lanowner)
  FROM pg_catalog.pg_language AS l
  WHERE
    l.lanacl IS NOT NULL
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_init_privs AS i
      WHERE
        i.classoid = 'pg_catalog.pg_language'::regclass
        AND i.objoid = l.oid
        AND i.objsubid = 0
        AND i.initprivs = l.lanacl
    )
  UNION ALL
  SELECT 'database', ARRAY[]::text[], db.datdba, db.datacl, pg_catalog.acldefault('d', db.datdba)
  FROM pg_catalog.pg_database AS db
  WHERE db.datacl IS NOT NULL AND db.datname = pg_catalog.current_database()
),

-- A number is compared faster than a path.
object AS (
  SELECT
    pg_catalog.row_number() OVER () AS number,
    l.on_kind,
    l.path,
    l.owner,
    l.acl,
    l.usual
  FROM listed AS l
),

held AS (
  SELECT
    o.number,
    x.grantee,
    pg_catalog.array_agg(x.privilege_type ORDER BY x.privilege_type)
    FILTER (WHERE x.grantor = o.owner) AS privileges,
    pg_catalog.array_agg(x.privilege_type ORDER BY x.privilege_type)
    -- An owner passes on what it likes.
    FILTER (WHERE x.is_grantable AND x.grantor = o.owner AND x.grantee <> o.owner) AS grantable,
    pg_catalog.bool_or(x.grantor <> o.owner) AS passed_on
  FROM object AS o
  CROSS JOIN LATERAL pg_catalog.aclexplode(o.acl) AS x
  GROUP BY o.number, x.grantee
),

usual AS (
  SELECT
    o.number,
    x.grantee,
    pg_catalog.array_agg(DISTINCT x.privilege_type ORDER BY x.privilege_type) AS privileges
  FROM object AS o
  CROSS JOIN LATERAL pg_catalog.aclexplode(o.usual) AS x
  GROUP BY o.number, x.grantee
),

-- What a role that may pass a privilege on has given to another.
passed_on AS (
  SELECT
    one.number,
    one.grantee,
    pg_catalog.jsonb_object_agg(one.grantor, one.words) AS by_others
  FROM (
    SELECT
      o.number,
      x.grantee,
      pg_catalog.pg_get_userbyid(x.grantor) AS grantor,
      pg_catalog.string_agg(
        x.privilege_type || CASE WHEN x.is_grantable THEN '*' ELSE '' END, ', ' ORDER BY x.privilege_type
      ) AS words
    FROM object AS o
    CROSS JOIN LATERAL pg_catalog.aclexplode(o.acl) AS x
    WHERE
      x.grantor <> o.owner
      AND o.number IN (
        SELECT h.number FROM held AS h
        WHERE h.passed_on
      )
    GROUP BY o.number, x.grantee, x.grantor
  ) AS one
  GROUP BY one.number, one.grantee
),

differing AS (
  SELECT
    number,
    grantee,
    held.privileges,
    held.grantable,
    usual.privileges AS "default",
    held.passed_on
  FROM held
  FULL OUTER JOIN usual USING (number, grantee)
  WHERE held.privileges IS DISTINCT FROM usual.privileges OR held.grantable IS NOT NULL OR held.passed_on
)

SELECT
  o.on_kind,
  o.path AS "on",
  CASE
    WHEN d.grantee = o.owner THEN 'pg_owner'
    WHEN d.grantee = 0 THEN 'PUBLIC'
    ELSE pg_catalog.pg_get_userbyid(d.grantee)::text
  END AS grantee,
  d.privileges,
  d.grantable,
  d."default",
  p.by_others,
  NULL::oid AS classid,
  NULL::oid AS objid,
  NULL::int AS objsubid
FROM object AS o
INNER JOIN differing AS d ON o.number = d.number
LEFT JOIN passed_on AS p ON d.passed_on AND d.number = p.number AND d.grantee = p.grantee
-- A database's owner is the cluster's business.
WHERE d.grantee <> o.owner OR o.on_kind <> 'database'
ORDER BY o.on_kind, o.path, 3
