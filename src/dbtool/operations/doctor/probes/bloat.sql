-- An estimate from the planner's statistics: rows times their average width against the pages that there are.
-- Chunks are left out: there are many, they are written once, and retention drops them.
WITH block AS (
  SELECT pg_catalog.current_setting('block_size')::numeric AS bytes
),

relation AS (
  SELECT
    c.oid,
    n.nspname,
    c.relname,
    c.relpages,
    c.reltuples::numeric AS tuples,
    coalesce(
      (
        SELECT o.option_value::numeric FROM pg_catalog.pg_options_to_table(c.reloptions) AS o
        WHERE o.option_name = 'fillfactor'
      ),
      100
    ) / 100 AS fill
  FROM pg_catalog.pg_class AS c
  INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
  WHERE c.oid = ANY(%(relations)s::oid[]) AND c.relkind IN ('r', 'm') AND c.relpages >= 128
),

width AS (
  SELECT
    r.oid,
    count(*) AS columns,
    count(s.attname) AS known,
    sum(coalesce((1 - s.null_frac) * s.avg_width, 0))::numeric AS bytes,
    max(s.null_frac) > 0 AS nulls
  FROM relation AS r
  INNER JOIN pg_catalog.pg_attribute AS a ON r.oid = a.attrelid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_catalog.pg_stats AS s
    ON r.nspname = s.schemaname AND r.relname = s.tablename AND a.attname = s.attname AND NOT s.inherited
  GROUP BY r.oid
),

heap AS (
  SELECT
    'table' AS sort,
    r.nspname,
    r.relname,
    r.relname AS table_name,
    r.relpages AS pages,
    -- 24 bytes of header with the bitmap of nulls, 4 of line pointer, everything in steps of 8.
    r.tuples / greatest(
      floor((b.bytes - 24) * r.fill / (8 * ceil((w.bytes + CASE WHEN w.nulls THEN 32 ELSE 24 END) / 8) + 4)),
      1
    ) AS wanted,
    w.known = w.columns AND r.tuples >= 0 AS known
  FROM relation AS r
  INNER JOIN width AS w ON r.oid = w.oid
  CROSS JOIN block AS b
),

tree AS (
  SELECT
    'index' AS sort,
    r.nspname,
    c.relname,
    r.relname AS table_name,
    c.relpages AS pages,
    -- 40 bytes of a page are its own, 12 of an entry; a new tree is filled to 90 percent.
    1 + c.reltuples::numeric / greatest(
      floor((b.bytes - 40) * 0.9 / (8 * ceil(sum(coalesce(s.avg_width, 0))::numeric / 8) + 12)), 1
    ) AS wanted,
    count(s.attname) = count(*) AND c.reltuples >= 0 AS known
  FROM relation AS r
  INNER JOIN pg_catalog.pg_index AS x ON r.oid = x.indrelid
  INNER JOIN pg_catalog.pg_class AS c ON x.indexrelid = c.oid AND c.relpages >= 128
  INNER JOIN pg_catalog.pg_am AS m ON c.relam = m.oid AND m.amname = 'btree'
  INNER JOIN pg_catalog.pg_attribute AS part ON c.oid = part.attrelid AND part.attnum > 0
  LEFT JOIN pg_catalog.pg_attribute AS a
    ON r.oid = a.attrelid AND a.attnum = x.indkey[part.attnum - 1] AND a.attnum > 0
  LEFT JOIN pg_catalog.pg_stats AS s
    ON
      r.nspname = s.schemaname
      AND s.tablename = CASE WHEN a.attnum IS NULL THEN c.relname ELSE r.relname END
      AND s.attname = coalesce(a.attname, part.attname)
      AND NOT s.inherited
  CROSS JOIN block AS b
  GROUP BY r.nspname, r.relname, c.oid, c.relname, c.relpages, c.reltuples, b.bytes
)

SELECT
  e.sort,
  pg_catalog.concat_ws('.', e.nspname, e.relname) AS name,
  pg_catalog.concat_ws('.', e.nspname, e.table_name) AS table_name,
  e.known,
  e.pages * b.bytes AS bytes,
  CASE WHEN e.known THEN greatest(e.pages - ceil(e.wanted), 0) * b.bytes END AS wasted
FROM (
  SELECT * FROM heap
  UNION ALL
  SELECT * FROM tree
) AS e
CROSS JOIN block AS b
ORDER BY wasted DESC NULLS LAST, name ASC
