SELECT
  l.provider,
  CASE
    WHEN c.oid = ANY(%(aggregates)s::oid[]) THEN 'continuous_aggregate'
    WHEN c.relkind = 'v' THEN 'view'
    WHEN c.relkind = 'm' THEN 'materialized_view'
    WHEN c.relkind = 'S' THEN 'sequence'
    WHEN c.relkind = 'f' THEN 'foreign_table'
    WHEN c.relkind = 'c' OR t.typtype = 'c' THEN 'composite_type'
    WHEN c.oid IS NOT NULL THEN 'table'
    WHEN p.prokind = 'a' THEN 'aggregate'
    WHEN p.oid IS NOT NULL THEN 'function'
    WHEN t.typtype = 'd' THEN 'domain'
    WHEN t.typtype = 'r' THEN 'range_type'
    WHEN t.typtype = 'e' THEN 'enum'
    WHEN t.oid IS NOT NULL THEN 'base_type'
    WHEN n.oid IS NOT NULL THEN 'schema'
    ELSE other.on_kind
  END AS on_kind,
  CASE
    WHEN c.oid IS NOT NULL THEN ARRAY[n.nspname::text, c.relname::text]
    WHEN p.oid IS NOT NULL
      THEN ARRAY[n.nspname::text, p.proname::text, pg_catalog.oidvectortypes(p.proargtypes)]
    WHEN t.oid IS NOT NULL THEN ARRAY[n.nspname::text, t.typname::text]
    WHEN n.oid IS NOT NULL THEN ARRAY[n.nspname::text]
    ELSE other.path
  END AS "on",
  a.attname AS "column",
  l.label,
  NULL::oid AS classid,
  NULL::oid AS objid,
  NULL::int AS objsubid
FROM (
  SELECT own.classoid, own.objoid, own.objsubid, own.provider, own.label
  FROM pg_catalog.pg_seclabel AS own
  UNION ALL
  SELECT shared.classoid, shared.objoid, 0, shared.provider, shared.label
  FROM pg_catalog.pg_shseclabel AS shared
  INNER JOIN pg_catalog.pg_database AS db ON shared.objoid = db.oid
  WHERE
    shared.classoid = 'pg_catalog.pg_database'::regclass AND db.datname = pg_catalog.current_database()
) AS l
LEFT JOIN pg_catalog.pg_class AS c ON l.objoid = c.oid AND l.classoid = 'pg_catalog.pg_class'::regclass
LEFT JOIN pg_catalog.pg_attribute AS a ON c.oid = a.attrelid AND l.objsubid = a.attnum AND l.objsubid <> 0
LEFT JOIN pg_catalog.pg_proc AS p ON l.objoid = p.oid AND l.classoid = 'pg_catalog.pg_proc'::regclass
LEFT JOIN pg_catalog.pg_type AS t ON l.objoid = t.oid AND l.classoid = 'pg_catalog.pg_type'::regclass
LEFT JOIN pg_catalog.pg_namespace AS n
  ON
    n.oid = coalesce(
      c.relnamespace,
      p.pronamespace,
      t.typnamespace,
      CASE WHEN l.classoid = 'pg_catalog.pg_namespace'::regclass THEN l.objoid END
    )
-- What has no schema.
LEFT JOIN LATERAL (
  SELECT 'language' AS on_kind, ARRAY[x.lanname::text] AS path
  FROM pg_catalog.pg_language AS x
  WHERE x.oid = l.objoid AND l.classoid = 'pg_catalog.pg_language'::regclass
  UNION ALL
  SELECT 'publication', ARRAY[x.pubname::text]
  FROM pg_catalog.pg_publication AS x
  WHERE x.oid = l.objoid AND l.classoid = 'pg_catalog.pg_publication'::regclass
  UNION ALL
  SELECT 'subscription', ARRAY[x.subname::text]
  FROM pg_catalog.pg_subscription AS x
  WHERE x.oid = l.objoid AND l.classoid = 'pg_catalog.pg_subscription'::regclass
  UNION ALL
  SELECT 'event_trigger', ARRAY[x.evtname::text]
  FROM pg_catalog.pg_event_trigger AS x
  WHERE x.oid = l.objoid AND l.classoid = 'pg_catalog.pg_event_trigger'::regclass
  UNION ALL
  SELECT 'database', ARRAY[]::text[]
  WHERE l.classoid = 'pg_catalog.pg_database'::regclass
) AS other ON TRUE
WHERE
  -- Of our own; what the server made itself has labels too where SELinux is on.
  CASE
    WHEN c.oid IS NOT NULL THEN c.oid = ANY(%(relations)s::oid[])
    WHEN p.oid IS NOT NULL OR t.oid IS NOT NULL THEN n.oid = ANY(%(namespaces)s::oid[])
    WHEN n.oid IS NOT NULL THEN n.oid = ANY(%(schemas)s::oid[])
    ELSE other.path IS NOT NULL
  END
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE member.classid = l.classoid AND member.objid = l.objoid AND member.deptype = 'e'
  )
ORDER BY l.provider, 2, 3, 4
