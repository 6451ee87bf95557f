-- Check constraints, and for a partitioned table what a row has to be for one of its leaves to take it.
SELECT
  found.conrelid::bigint AS relation,
  'check' AS sort,
  ARRAY(
    SELECT attribute.attname::text
    FROM unnest(found.conkey) AS key (number)
    INNER JOIN pg_catalog.pg_attribute AS attribute
      ON found.conrelid = attribute.attrelid AND key.number = attribute.attnum
    ORDER BY attribute.attnum
  ) AS columns,
  pg_catalog.pg_get_expr(found.conbin, found.conrelid) AS expression
FROM pg_catalog.pg_constraint AS found
WHERE found.conrelid = ANY(%(relations)s::oid[]) AND found.contype = 'c'
UNION ALL
SELECT
  root.partrelid::bigint,
  'partition',
  ARRAY(
    SELECT DISTINCT attribute.attname::text
    FROM pg_catalog.pg_partition_tree(root.partrelid) AS part
    INNER JOIN pg_catalog.pg_partitioned_table AS split ON part.relid = split.partrelid
    CROSS JOIN unnest(split.partattrs::smallint[]) AS key (number)
    INNER JOIN pg_catalog.pg_attribute AS attribute
      ON split.partrelid = attribute.attrelid AND key.number = attribute.attnum
  ),
  coalesce(pg_catalog.pg_get_partition_constraintdef(leaf.relid), 'true')
FROM pg_catalog.pg_partitioned_table AS root
CROSS JOIN LATERAL pg_catalog.pg_partition_tree(root.partrelid) AS leaf
WHERE root.partrelid = ANY(%(relations)s::oid[]) AND leaf.isleaf
ORDER BY 1, 2, 4
