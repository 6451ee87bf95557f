-- Every object in scope that no fact claims and that is no part of another object.
WITH claimed AS (
  SELECT address.classid, address.objid
  FROM unnest(%(classids)s::oid[], %(objids)s::oid[]) AS address (classid, objid)
),

object AS (
  -- Relations and what stands on them; what stands on chunks is TimescaleDB's.
  SELECT 'pg_catalog.pg_class'::regclass AS catalog, relation.oid
  FROM pg_catalog.unnest(%(relations)s::oid[]) AS relation (oid)
  UNION ALL
  SELECT 'pg_catalog.pg_class'::regclass, i.indexrelid
  FROM pg_catalog.pg_index AS i
  WHERE i.indrelid = ANY(%(relations)s::oid[])
  UNION ALL
  SELECT 'pg_catalog.pg_constraint'::regclass, con.oid
  FROM pg_catalog.pg_constraint AS con
  WHERE
    con.conrelid = ANY(%(relations)s::oid[])
    -- NOT NULL is part of the column, a trigger's constraint of the trigger.
    AND con.contype NOT IN ('n', 't')
    -- Copies of a parent's.
    AND con.conparentid = 0
    AND (con.conislocal OR con.coninhcount = 0)
  UNION ALL
  SELECT 'pg_catalog.pg_trigger'::regclass, t.oid
  FROM pg_catalog.pg_trigger AS t
  WHERE
    t.tgrelid = ANY(%(relations)s::oid[])
    AND NOT t.tgisinternal
    AND t.tgparentid = 0
    -- TimescaleDB <= 2.22 puts triggers of its own on hypertables; they call its own functions.
    AND NOT EXISTS (
      SELECT
      FROM pg_catalog.pg_depend AS member
      INNER JOIN pg_catalog.pg_extension AS e ON member.refobjid = e.oid
      WHERE
        member.classid = 'pg_catalog.pg_proc'::regclass
        AND member.objid = t.tgfoid
        AND member.deptype = 'e'
        AND e.extname = 'timescaledb'
    )
  UNION ALL
  SELECT 'pg_catalog.pg_policy'::regclass, p.oid
  FROM pg_catalog.pg_policy AS p
  WHERE p.polrelid = ANY(%(relations)s::oid[])
  UNION ALL
  SELECT 'pg_catalog.pg_rewrite'::regclass, r.oid
  FROM pg_catalog.pg_rewrite AS r
  -- _RETURN is the view.
  WHERE r.ev_class = ANY(%(relations)s::oid[]) AND r.rulename <> '_RETURN'
  UNION ALL
  -- A view's column may have a default too.
  SELECT 'pg_catalog.pg_attrdef'::regclass, ad.oid
  FROM pg_catalog.pg_attrdef AS ad
  INNER JOIN pg_catalog.pg_class AS c ON ad.adrelid = c.oid
  WHERE c.relkind = 'v' AND c.oid = ANY(%(relations)s::oid[])
  UNION ALL
  SELECT 'pg_catalog.pg_statistic_ext'::regclass, s.oid
  FROM pg_catalog.pg_statistic_ext AS s
  WHERE s.stxrelid = ANY(%(relations)s::oid[])
  -- What stands in a schema.
  UNION ALL
  SELECT 'pg_catalog.pg_namespace'::regclass, n.oid
  FROM pg_catalog.unnest(%(schemas)s::oid[]) AS n (oid)
  UNION ALL
  SELECT 'pg_catalog.pg_type'::regclass, t.oid
  FROM pg_catalog.pg_type AS t
  WHERE
    t.typnamespace = ANY(%(namespaces)s::oid[])
    -- Row types, of chunks above all, and array types are parts: out early, for speed.
    AND (t.typrelid = 0 OR t.typrelid = ANY(%(relations)s::oid[]))
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_type AS element
      WHERE element.typarray = t.oid
    )
  UNION ALL
  SELECT 'pg_catalog.pg_proc'::regclass, p.oid
  FROM pg_catalog.pg_proc AS p
  WHERE p.pronamespace = ANY(%(namespaces)s::oid[])
  UNION ALL
  SELECT 'pg_catalog.pg_operator'::regclass, o.oid
  FROM pg_catalog.pg_operator AS o
  WHERE o.oprnamespace = ANY(%(namespaces)s::oid[])
  UNION ALL
  SELECT 'pg_catalog.pg_opclass'::regclass, o.oid
  FROM pg_catalog.pg_opclass AS o
  WHERE o.opcnamespace = ANY(%(namespaces)s::oid[])
  UNION ALL
  SELECT 'pg_catalog.pg_opfamily'::regclass, o.oid
  FROM pg_catalog.pg_opfamily AS o
  WHERE o.opfnamespace = ANY(%(namespaces)s::oid[])
  UNION ALL
  SELECT 'pg_catalog.pg_collation'::regclass, c.oid
  FROM pg_catalog.pg_collation AS c
  WHERE c.collnamespace = ANY(%(namespaces)s::oid[])
  UNION ALL
  SELECT 'pg_catalog.pg_conversion'::regclass, c.oid
  FROM pg_catalog.pg_conversion AS c
  WHERE c.connamespace = ANY(%(namespaces)s::oid[])
  UNION ALL
  SELECT 'pg_catalog.pg_ts_config'::regclass, c.oid
  FROM pg_catalog.pg_ts_config AS c
  WHERE c.cfgnamespace = ANY(%(namespaces)s::oid[])
  UNION ALL
  SELECT 'pg_catalog.pg_ts_dict'::regclass, d.oid
  FROM pg_catalog.pg_ts_dict AS d
  WHERE d.dictnamespace = ANY(%(namespaces)s::oid[])
  UNION ALL
  SELECT 'pg_catalog.pg_ts_parser'::regclass, p.oid
  FROM pg_catalog.pg_ts_parser AS p
  WHERE p.prsnamespace = ANY(%(namespaces)s::oid[])
  UNION ALL
  SELECT 'pg_catalog.pg_ts_template'::regclass, t.oid
  FROM pg_catalog.pg_ts_template AS t
  WHERE t.tmplnamespace = ANY(%(namespaces)s::oid[])
  -- What stands in no schema: initdb's own come before the first normal oid.
  UNION ALL
  SELECT 'pg_catalog.pg_extension'::regclass, e.oid FROM pg_catalog.pg_extension AS e
  WHERE e.oid >= 16384
  UNION ALL
  SELECT 'pg_catalog.pg_cast'::regclass, c.oid FROM pg_catalog.pg_cast AS c
  WHERE c.oid >= 16384
  UNION ALL
  SELECT 'pg_catalog.pg_transform'::regclass, t.oid FROM pg_catalog.pg_transform AS t
  WHERE t.oid >= 16384
  UNION ALL
  SELECT 'pg_catalog.pg_language'::regclass, l.oid FROM pg_catalog.pg_language AS l
  WHERE l.oid >= 16384
  UNION ALL
  SELECT 'pg_catalog.pg_am'::regclass, a.oid FROM pg_catalog.pg_am AS a
  WHERE a.oid >= 16384
  UNION ALL
  SELECT 'pg_catalog.pg_event_trigger'::regclass, e.oid FROM pg_catalog.pg_event_trigger AS e
  UNION ALL
  SELECT 'pg_catalog.pg_publication'::regclass, p.oid FROM pg_catalog.pg_publication AS p
  UNION ALL
  SELECT 'pg_catalog.pg_subscription'::regclass, s.oid
  FROM pg_catalog.pg_subscription AS s
  INNER JOIN pg_catalog.pg_database AS db ON s.subdbid = db.oid
  WHERE db.datname = pg_catalog.current_database()
  UNION ALL
  SELECT 'pg_catalog.pg_foreign_data_wrapper'::regclass, f.oid FROM pg_catalog.pg_foreign_data_wrapper AS f
  UNION ALL
  SELECT 'pg_catalog.pg_foreign_server'::regclass, s.oid FROM pg_catalog.pg_foreign_server AS s
  UNION ALL
  -- The table itself is closed to most roles.
  SELECT 'pg_catalog.pg_user_mapping'::regclass, m.umid FROM pg_catalog.pg_user_mappings AS m
),

leftover AS (
  SELECT o.catalog, o.oid
  FROM object AS o
  WHERE
    NOT EXISTS (
      SELECT FROM claimed AS c
      WHERE c.classid = o.catalog AND c.objid = o.oid
    )
    -- A part of another object, a member of an extension, a partition's copy of its parent's.
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS part
      WHERE part.classid = o.catalog AND part.objid = o.oid AND part.deptype IN ('i', 'e', 'P', 'S')
    )
),

-- What has a list of rights and is not ours: the server's own, and what an extension `made`.
listed AS (
  SELECT of.catalog, of.oid, of.owner, of.acl, of.sort, member.objid IS NOT NULL AS made
  FROM (
    SELECT
      'pg_catalog.pg_proc'::regclass AS catalog, p.oid, p.proowner AS owner, p.proacl AS acl,
      'f'::"char" AS sort
    FROM pg_catalog.pg_proc AS p
    WHERE p.proacl IS NOT NULL
    UNION ALL
    SELECT
      'pg_catalog.pg_class'::regclass, c.oid, c.relowner, c.relacl,
      CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END
    FROM pg_catalog.pg_class AS c
    WHERE c.relacl IS NOT NULL
    UNION ALL
    SELECT 'pg_catalog.pg_type'::regclass, t.oid, t.typowner, t.typacl, 'T'
    FROM pg_catalog.pg_type AS t
    WHERE t.typacl IS NOT NULL
    UNION ALL
    SELECT 'pg_catalog.pg_namespace'::regclass, n.oid, n.nspowner, n.nspacl, 'n'
    FROM pg_catalog.pg_namespace AS n
    WHERE n.nspacl IS NOT NULL
  ) AS of
  LEFT JOIN pg_catalog.pg_depend AS member
    ON of.catalog = member.classid AND of.oid = member.objid AND member.deptype = 'e'
  WHERE of.oid < 16384 OR member.objid IS NOT NULL
)

SELECT identity.type || ' ' || identity.identity AS object
FROM leftover AS l
CROSS JOIN LATERAL pg_catalog.pg_identify_object(l.catalog, l.oid, 0) AS identity
UNION
-- Of what is not managed: an extension's, a large object.
SELECT 'security label on ' || identity.type || ' ' || identity.identity
FROM pg_catalog.pg_seclabel AS l
CROSS JOIN LATERAL pg_catalog.pg_identify_object(l.classoid, l.objoid, l.objsubid) AS identity
WHERE
  NOT EXISTS (
    SELECT FROM claimed AS c
    WHERE c.classid = l.classoid AND c.objid = l.objoid
  )
  -- A composite type's columns are those of a relation behind it.
  AND NOT EXISTS (
    SELECT FROM claimed AS c
    INNER JOIN pg_catalog.pg_class AS r ON c.objid = r.reltype
    WHERE
      r.oid = l.objoid
      AND r.relkind = 'c'
      AND c.classid = 'pg_catalog.pg_type'::regclass
      AND l.classoid = 'pg_catalog.pg_class'::regclass
  )
UNION
-- What somebody has given or taken of the server's own objects; of an extension's what the owner has, since
-- what others have is a grant.
SELECT
  'privileges ' || CASE WHEN l.made THEN 'of the owner ' ELSE '' END || 'on ' || identity.type || ' '
  || identity.identity AS object
FROM listed AS l
LEFT JOIN pg_catalog.pg_init_privs AS i ON l.catalog = i.classoid AND l.oid = i.objoid AND i.objsubid = 0
CROSS JOIN LATERAL pg_catalog.pg_identify_object(l.catalog, l.oid, 0) AS identity
WHERE
  l.acl IS DISTINCT FROM i.initprivs
  -- public is everybody's; what initdb gives in the information schema is written down nowhere.
  AND identity.schema IS DISTINCT FROM 'information_schema'
  AND NOT (
    l.catalog = 'pg_catalog.pg_namespace'::regclass AND identity.name IN ('public', 'information_schema')
  )
  AND (
    NOT l.made
    -- The first owner's name stays where PostgreSQL < 17 gives the object to another.
    OR ARRAY(
      SELECT x.privilege_type FROM pg_catalog.aclexplode(l.acl) AS x
      WHERE x.grantee = l.owner AND x.grantor = l.owner
      ORDER BY 1
    ) <> ARRAY(
      SELECT x.privilege_type
      FROM pg_catalog.aclexplode(coalesce(i.initprivs, pg_catalog.acldefault(l.sort, l.owner))) AS x
      WHERE x.grantee = x.grantor
      ORDER BY 1
    )
  )
ORDER BY 1
