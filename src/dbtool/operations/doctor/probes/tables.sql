-- A table with its partitions or chunks as one; sizes of very many members are those of their last vacuum.
WITH RECURSIVE family AS (
  SELECT
    c.oid AS root,
    c.oid AS member
  FROM pg_catalog.pg_class AS c
  WHERE
    c.oid = ANY(%(relations)s::oid[])
    AND c.relkind IN ('r', 'p', 'm')
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_inherits AS i
      WHERE i.inhrelid = c.oid
    )
  UNION
  SELECT
    f.root,
    i.inhrelid
  FROM family AS f
  INNER JOIN pg_catalog.pg_inherits AS i ON f.member = i.inhparent
),

size AS (
  SELECT
    f.root,
    f.member,
    CASE
      WHEN f.root = ANY(%(hypertables)s::oid[]) THEN NULL
      WHEN (SELECT count(*) FROM family) <= 3000 THEN pg_catalog.pg_total_relation_size(f.member)
      ELSE pages.heap + pages.indexes
    END AS total,
    CASE
      WHEN f.root = ANY(%(hypertables)s::oid[]) THEN NULL
      WHEN (SELECT count(*) FROM family) <= 3000 THEN pg_catalog.pg_indexes_size(f.member)
      ELSE pages.indexes
    END AS indexes
  FROM family AS f
  CROSS JOIN LATERAL (
    SELECT
      (
        SELECT c.relpages FROM pg_catalog.pg_class AS c
        WHERE c.oid = f.member
      ) * pg_catalog.current_setting('block_size')::bigint AS heap,
      coalesce((
        SELECT sum(c.relpages) FROM pg_catalog.pg_index AS x
        INNER JOIN pg_catalog.pg_class AS c ON x.indexrelid = c.oid
        WHERE x.indrelid = f.member
      ), 0) * pg_catalog.current_setting('block_size')::bigint AS indexes
  ) AS pages
)

SELECT
  pg_catalog.concat_ws('.', n.nspname, c.relname) AS name,
  c.oid = ANY(%(hypertables)s::oid[]) AS hypertable,
  count(*) - 1 AS parts,
  sum(z.total) AS total_bytes,
  sum(z.indexes) AS index_bytes,
  sum(s.n_live_tup) AS live,
  sum(s.n_dead_tup) AS dead,
  bool_or(s.n_live_tup > 0 AND s.last_analyze IS NULL AND s.last_autoanalyze IS NULL) AS unanalyzed,
  extract(
    EPOCH FROM pg_catalog.clock_timestamp() - max(greatest(s.last_vacuum, s.last_autovacuum))
  ) AS vacuum_seconds,
  extract(
    EPOCH FROM pg_catalog.clock_timestamp() - max(greatest(s.last_analyze, s.last_autoanalyze))
  ) AS analyze_seconds
FROM size AS z
INNER JOIN pg_catalog.pg_class AS c ON z.root = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
LEFT JOIN pg_catalog.pg_stat_all_tables AS s ON z.member = s.relid
GROUP BY c.oid, n.nspname, c.relname
ORDER BY sum(z.total) DESC NULLS LAST, n.nspname ASC, c.relname ASC
