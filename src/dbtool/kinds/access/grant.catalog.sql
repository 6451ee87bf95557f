-- Only what has an access list can differ from the default: a NULL one is the default.
WITH made AS (
  SELECT d.classid, d.objid, e.extname::text AS extension
  FROM pg_catalog.pg_extension AS e
  INNER JOIN pg_catalog.pg_depend AS d
    ON d.refclassid = 'pg_catalog.pg_extension'::regclass AND e.oid = d.refobjid AND d.deptype = 'e'
),

listed AS (
  SELECT
    'pg_catalog.pg_class'::regclass AS classid, c.oid AS objid, 0 AS objsubid, m.extension,
    CASE
      WHEN c.oid = ANY(%(aggregates)s::oid[]) THEN 'continuous_aggregate'
      WHEN c.relkind = 'v' THEN 'view'
      WHEN c.relkind = 'm' THEN 'materialized_view'
      WHEN c.relkind = 'S' THEN 'sequence'
      WHEN c.relkind = 'f' THEN 'foreign_table'
      ELSE 'table'
    END AS on_kind,
    ARRAY[n.nspname::text, c.relname::text] AS path, c.relowner AS owner, c.relacl AS acl,
    CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END AS sort
  FROM pg_catalog.pg_class AS c
  INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
  LEFT JOIN made AS m ON m.classid = 'pg_catalog.pg_class'::regclass AND c.oid = m.objid
  WHERE
    c.relacl IS NOT NULL
    -- A composite type's list is with the types.
    AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    AND (c.oid = ANY(%(relations)s::oid[]) OR m.extension IS NOT NULL)
  UNION ALL
  SELECT
    'pg_catalog.pg_class'::regclass, c.oid, a.attnum, m.extension, 'column',
    ARRAY[n.nspname::text, c.relname::text, a.attname::text], c.relowner, a.attacl, 'c'
  FROM pg_catalog.pg_class AS c
  INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
  INNER JOIN pg_catalog.pg_attribute AS a ON c.oid = a.attrelid
  LEFT JOIN made AS m ON m.classid = 'pg_catalog.pg_class'::regclass AND c.oid = m.objid
  WHERE
    a.attacl IS NOT NULL
    AND NOT a.attisdropped
    AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND (c.oid = ANY(%(relations)s::oid[]) OR m.extension IS NOT NULL)
  UNION ALL
  SELECT
    'pg_catalog.pg_namespace'::regclass, n.oid, 0, m.extension, 'schema',
    ARRAY[n.nspname::text], n.nspowner, n.nspacl, 'n'
  FROM pg_catalog.pg_namespace AS n
  LEFT JOIN made AS m ON m.classid = 'pg_catalog.pg_namespace'::regclass AND n.oid = m.objid
  WHERE n.nspacl IS NOT NULL AND (n.oid = ANY(%(schemas)s::oid[]) OR m.extension IS NOT NULL)
  UNION ALL
  SELECT
    'pg_catalog.pg_proc'::regclass, p.oid, 0, m.extension,
    CASE p.prokind WHEN 'a' THEN 'aggregate' ELSE 'function' END,
    ARRAY[n.nspname::text, p.proname::text, pg_catalog.oidvectortypes(p.proargtypes)],
    p.proowner, p.proacl, 'f'
  FROM pg_catalog.pg_proc AS p
  INNER JOIN pg_catalog.pg_namespace AS n ON p.pronamespace = n.oid
  LEFT JOIN made AS m ON m.classid = 'pg_catalog.pg_proc'::regclass AND p.oid = m.objid
  WHERE
    p.proacl IS NOT NULL
    AND (p.pronamespace = ANY(%(namespaces)s::oid[]) OR m.extension IS NOT NULL)
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS member
      WHERE
        member.classid = 'pg_catalog.pg_proc'::regclass
        AND member.objid = p.oid
        AND member.deptype = 'i'
    )
  UNION ALL
  SELECT
    'pg_catalog.pg_type'::regclass, t.oid, 0, m.extension,
    CASE t.typtype
      WHEN 'c' THEN 'composite_type'
      WHEN 'd' THEN 'domain'
      WHEN 'r' THEN 'range_type'
      WHEN 'e' THEN 'enum'
      ELSE 'base_type'
    END,
    ARRAY[n.nspname::text, t.typname::text], t.typowner, t.typacl, 'T'
  FROM pg_catalog.pg_type AS t
  INNER JOIN pg_catalog.pg_namespace AS n ON t.typnamespace = n.oid
  LEFT JOIN made AS m ON m.classid = 'pg_catalog.pg_type'::regclass AND t.oid = m.objid
  WHERE
    t.typacl IS NOT NULL
    AND t.typtype IN ('b', 'c', 'd', 'e', 'r')
    -- The row type of a table or view goes with it.
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_class AS c
      WHERE c.oid = t.typrelid AND c.relkind <> 'c'
    )
    AND (t.typnamespace = ANY(%(namespaces)s::oid[]) OR m.extension IS NOT NULL)
  UNION ALL
  SELECT
    'pg_catalog.pg_foreign_data_wrapper'::regclass, w.oid, 0, m.extension, 'foreign_data_wrapper',
    ARRAY[w.fdwname::text], w.fdwowner, w.fdwacl, 'F'
  FROM pg_catalog.pg_foreign_data_wrapper AS w
  LEFT JOIN made AS m ON m.classid = 'pg_catalog.pg_foreign_data_wrapper'::regclass AND w.oid = m.objid
  WHERE w.fdwacl IS NOT NULL
  UNION ALL
  SELECT
    'pg_catalog.pg_foreign_server'::regclass, s.oid, 0, m.extension, 'server',
    ARRAY[s.srvname::text], s.srvowner, s.srvacl, 'S'
  FROM pg_catalog.pg_foreign_server AS s
  LEFT JOIN made AS m ON m.classid = 'pg_catalog.pg_foreign_server'::regclass AND s.oid = m.objid
  WHERE s.srvacl IS NOT NULL
  UNION ALL
  -- The server's own languages too.
  SELECT
    'pg_catalog.pg_language'::regclass, l.oid, 0, m.extension, 'language',
    ARRAY[l.lanname::text], l.lanowner, l.lanacl, 'l'
  FROM pg_catalog.pg_language AS l
  LEFT JOIN made AS m ON m.classid = 'pg_catalog.pg_language'::regclass AND l.oid = m.objid
  WHERE l.lanacl IS NOT NULL
  UNION ALL
  SELECT
    'pg_catalog.pg_database'::regclass, db.oid, 0, NULL, 'database',
    ARRAY[]::text[], db.datdba, db.datacl, 'd'
  FROM pg_catalog.pg_database AS db
  WHERE db.datacl IS NOT NULL AND db.datname = pg_catalog.current_database()
),

-- A number is compared faster than a path.
object AS (
  SELECT
    pg_catalog.row_number() OVER () AS number,
    l.on_kind, l.path, l.owner, l.acl, l.extension,
    -- What an extension made has the rights that its script gave, a language of the server's those of initdb.
    coalesce(i.initprivs, pg_catalog.acldefault(l.sort, l.owner)) AS usual
  FROM listed AS l
  LEFT JOIN pg_catalog.pg_init_privs AS i
    ON
      (l.extension IS NOT NULL OR l.on_kind = 'language')
      AND l.objid = i.objoid AND l.classid = i.classoid AND l.objsubid = i.objsubid
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
    -- Before PostgreSQL 17 an extension's object that gets another owner has the first one's name there.
    CASE WHEN x.grantee = x.grantor THEN o.owner ELSE x.grantee END AS grantee,
    pg_catalog.array_agg(DISTINCT x.privilege_type ORDER BY x.privilege_type) AS privileges,
    pg_catalog.array_agg(DISTINCT x.privilege_type) FILTER (WHERE x.is_grantable) AS grantable
  FROM object AS o
  CROSS JOIN LATERAL pg_catalog.aclexplode(o.usual) AS x
  GROUP BY o.number, 2
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
    number, grantee, held.privileges, held.grantable, held.passed_on,
    usual.privileges AS "default", usual.grantable AS usual_grantable
  FROM held
  FULL OUTER JOIN usual USING (number, grantee)
  WHERE held.privileges IS DISTINCT FROM usual.privileges OR held.grantable IS NOT NULL OR held.passed_on
),

-- Of what an extension made, what differs from its script; its owner, mostly a superuser, is left out.
beyond AS (
  SELECT
    d.number,
    d.grantee,
    ARRAY(
      SELECT w FROM unnest(d.privileges) AS w
      WHERE w <> ALL(coalesce(d."default", '{}'))
    ) AS privileges,
    ARRAY(
      SELECT w FROM unnest(d.grantable) AS w
      WHERE w <> ALL(coalesce(d.usual_grantable, '{}'))
    ) AS grantable,
    ARRAY(
      SELECT w FROM unnest(d."default") AS w
      WHERE w <> ALL(coalesce(d.privileges, '{}'))
    ) AS revoked
  FROM differing AS d
  INNER JOIN object AS o ON d.number = o.number
  WHERE o.extension IS NOT NULL AND d.grantee <> o.owner
)

SELECT
  o.on_kind,
  o.path AS "on",
  CASE
    WHEN d.grantee = o.owner THEN 'pg_owner'
    WHEN d.grantee = 0 THEN 'PUBLIC'
    ELSE pg_catalog.pg_get_userbyid(d.grantee)::text
  END AS grantee,
  CASE WHEN o.extension IS NULL THEN d.privileges ELSE b.privileges END AS privileges,
  CASE WHEN o.extension IS NULL THEN d.grantable ELSE b.grantable END AS grantable,
  CASE WHEN o.extension IS NULL THEN d."default" END AS "default",
  p.by_others,
  b.revoked,
  o.extension,
  NULL::oid AS classid,
  NULL::oid AS objid,
  NULL::int AS objsubid
FROM object AS o
INNER JOIN differing AS d ON o.number = d.number
LEFT JOIN beyond AS b ON d.number = b.number AND d.grantee = b.grantee
LEFT JOIN passed_on AS p ON d.passed_on AND d.number = p.number AND d.grantee = p.grantee
WHERE
  CASE
    WHEN o.extension IS NULL
      -- A database's owner is the cluster's business.
      THEN d.grantee <> o.owner OR o.on_kind <> 'database'
    ELSE
      d.grantee <> o.owner
      AND (d.passed_on OR b.privileges <> '{}' OR b.grantable <> '{}' OR b.revoked <> '{}')
  END
ORDER BY o.on_kind, o.path, 3
