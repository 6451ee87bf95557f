WITH inherited AS (
  -- The first parent that has the column.
  SELECT DISTINCT ON (i.inhrelid, p.attname)
    i.inhrelid,
    p.attname,
    p.attnotnull,
    p.attstorage,
    p.attcompression,
    pg_catalog.pg_get_expr(generation.adbin, generation.adrelid) AS generated
  FROM pg_catalog.pg_inherits AS i
  INNER JOIN pg_catalog.pg_attribute AS p ON i.inhparent = p.attrelid
  LEFT JOIN pg_catalog.pg_attrdef AS generation
    ON p.attrelid = generation.adrelid AND p.attnum = generation.adnum AND p.attgenerated <> ''
  WHERE i.inhrelid = ANY(%(relations)s::oid[]) AND p.attnum > 0 AND NOT p.attisdropped
  ORDER BY i.inhrelid, p.attname, i.inhseqno
),

setting AS (
  SELECT
    n.nspname AS schema,
    c.relname AS relation,
    a.attname AS name,
    -- A primary key of the partition's own says it already.
    coalesce(parent.attnotnull, TRUE) OR NOT a.attnotnull OR pk.indexrelid IS NOT NULL AS nullable,
    CASE
      WHEN own.expression <> parent.generated THEN own.expression
    END AS generated,
    CASE
      WHEN a.attstorage <> coalesce(parent.attstorage, t.typstorage) THEN word.storage
    END AS storage,
    CASE
      WHEN a.attcompression <> coalesce(parent.attcompression, '') THEN word.compression
    END AS compression,
    -- The default is -1 before PostgreSQL 17 and NULL from then on.
    NULLIF(a.attstattarget, -1) AS statistics,
    (
      SELECT pg_catalog.jsonb_object_agg(o.option_name, o.option_value)
      FROM pg_catalog.pg_options_to_table(a.attoptions) AS o
    ) AS options,
    d.description AS comment,
    pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
      'storage', above.storage, 'compression', above.compression, 'generated', parent.generated
    )) AS inherited
  FROM pg_catalog.pg_class AS c
  INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
  INNER JOIN pg_catalog.pg_attribute AS a ON c.oid = a.attrelid
  INNER JOIN pg_catalog.pg_type AS t ON a.atttypid = t.oid
  LEFT JOIN inherited AS parent ON a.attrelid = parent.inhrelid AND a.attname = parent.attname
  LEFT JOIN pg_catalog.pg_index AS pk
    ON
      a.attrelid = pk.indrelid
      AND pk.indisprimary
      AND a.attnum = ANY((pk.indkey::int2[])[0:pk.indnkeyatts - 1])
  LEFT JOIN pg_catalog.pg_attrdef AS generation
    ON a.attrelid = generation.adrelid AND a.attnum = generation.adnum AND a.attgenerated <> ''
  LEFT JOIN pg_catalog.pg_description AS d
    ON a.attrelid = d.objoid AND d.classoid = 'pg_catalog.pg_class'::regclass AND a.attnum = d.objsubid
  CROSS JOIN
    LATERAL (SELECT pg_catalog.pg_get_expr(generation.adbin, generation.adrelid) AS expression) AS own
  CROSS JOIN
    LATERAL (
      SELECT
        CASE a.attstorage
          WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' WHEN 'm' THEN 'main'
        END AS storage,
        CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' ELSE 'default' END AS compression
    ) AS word
  CROSS JOIN
    LATERAL (
      SELECT
        CASE coalesce(parent.attstorage, t.typstorage)
          WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' WHEN 'm' THEN 'main'
        END AS storage,
        CASE parent.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression
    ) AS above
  WHERE
    c.oid = ANY(%(relations)s::oid[])
    -- The other columns of tables are objects of their own.
    AND (c.relkind IN ('v', 'm') OR (c.relkind IN ('r', 'p', 'f') AND NOT a.attislocal))
    AND a.attnum > 0
    AND NOT a.attisdropped
)

SELECT
  s.schema,
  s.relation,
  s.name,
  s.nullable,
  s.generated,
  s.storage,
  s.compression,
  s.statistics,
  s.options,
  s.comment,
  s.inherited,
  -- The column of a view is the view's for whatever uses it.
  NULL::oid AS classid,
  NULL::oid AS objid,
  NULL::int AS objsubid
FROM setting AS s
WHERE
  NOT s.nullable
  OR coalesce(s.generated, s.storage, s.compression, s.comment) IS NOT NULL
  OR s.statistics IS NOT NULL
  OR s.options IS NOT NULL
ORDER BY s.schema, s.relation, s.name
