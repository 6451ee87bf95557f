-- An index with those of its partitions or chunks as one: what is unused on one chunk may be used on another.
WITH RECURSIVE family AS (
  SELECT
    x.indexrelid AS root,
    x.indexrelid AS member
  FROM pg_catalog.pg_index AS x
  WHERE
    x.indrelid = ANY(%(relations)s::oid[])
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_inherits AS i
      WHERE i.inhrelid = x.indexrelid
    )
  UNION
  SELECT
    f.root,
    i.inhrelid
  FROM family AS f
  INNER JOIN pg_catalog.pg_inherits AS i ON f.member = i.inhparent
),

member AS (
  SELECT
    f.root,
    f.member
  FROM family AS f
  UNION ALL
  -- TimescaleDB gives the chunks' indexes no parent, but the hypertable's index in their names.
  SELECT
    x.indexrelid AS root,
    own.indexrelid AS member
  FROM pg_catalog.pg_index AS x
  INNER JOIN pg_catalog.pg_class AS name ON x.indexrelid = name.oid
  INNER JOIN pg_catalog.pg_inherits AS chunk ON x.indrelid = chunk.inhparent
  INNER JOIN pg_catalog.pg_class AS table_of ON chunk.inhrelid = table_of.oid
  INNER JOIN pg_catalog.pg_index AS own ON chunk.inhrelid = own.indrelid
  INNER JOIN pg_catalog.pg_class AS own_name
    ON
      own.indexrelid = own_name.oid
      AND (
        own_name.relname = pg_catalog.left(pg_catalog.concat(table_of.relname, '_', name.relname), 63)
        OR pg_catalog.regexp_replace(own_name.relname, '^[0-9]+_[0-9]+_', '') = name.relname
      )
  WHERE x.indrelid = ANY(%(hypertables)s::oid[])
),

total AS (
  SELECT
    m.root,
    count(*) - 1 AS parts,
    sum(s.idx_scan) AS scans,
    sum(s.idx_tup_read) AS entries,
    bool_and(x.indisvalid AND x.indisready) AS valid,
    sum(
      CASE
        WHEN (SELECT count(*) FROM member) <= 10000 THEN pg_catalog.pg_relation_size(m.member)
        ELSE c.relpages * pg_catalog.current_setting('block_size')::bigint
      END
    ) AS bytes
  FROM member AS m
  INNER JOIN pg_catalog.pg_class AS c ON m.member = c.oid
  INNER JOIN pg_catalog.pg_index AS x ON m.member = x.indexrelid
  LEFT JOIN pg_catalog.pg_stat_all_indexes AS s ON m.member = s.indexrelid
  GROUP BY m.root
)

SELECT
  pg_catalog.concat_ws('.', n.nspname, c.relname) AS name,
  pg_catalog.concat_ws('.', tn.nspname, t.relname) AS table_name,
  o.parts,
  o.scans,
  o.entries,
  o.valid,
  o.bytes,
  x.indisunique
  OR EXISTS (
    SELECT FROM pg_catalog.pg_constraint AS k
    WHERE k.conindid = c.oid
  ) AS needed,
  x.indrelid <> ALL(%(hypertables)s::oid[])
  OR o.parts = (
    SELECT count(*) FROM pg_catalog.pg_inherits AS chunk
    WHERE chunk.inhparent = x.indrelid
  ) AS complete,
  EXISTS(
    SELECT FROM pg_catalog.pg_stat_progress_create_index AS p
    WHERE p.index_relid = c.oid OR p.relid = t.oid
  ) AS building,
  (
    SELECT extract(EPOCH FROM pg_catalog.clock_timestamp() - d.stats_reset)
    FROM pg_catalog.pg_stat_database AS d
    WHERE d.datname = pg_catalog.current_database()
  ) AS stats_seconds,
  extract(EPOCH FROM pg_catalog.clock_timestamp() - pg_catalog.pg_postmaster_start_time()) AS up_seconds
FROM total AS o
INNER JOIN pg_catalog.pg_class AS c ON o.root = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
INNER JOIN pg_catalog.pg_index AS x ON c.oid = x.indexrelid
INNER JOIN pg_catalog.pg_class AS t ON x.indrelid = t.oid
INNER JOIN pg_catalog.pg_namespace AS tn ON t.relnamespace = tn.oid
ORDER BY o.bytes DESC, n.nspname ASC, c.relname ASC
