-- The tables that hold a table's rows, each with what its rows can be found by.
WITH RECURSIVE tree AS (
  SELECT %(oid)s::oid AS oid
  UNION
  SELECT i.inhrelid
  FROM pg_catalog.pg_inherits AS i
  INNER JOIN tree ON i.inhparent = tree.oid
)

SELECT
  c.oid,
  n.nspname AS schema,
  c.relname AS name,
  c.relkind::text AS kind,
  pg_catalog.pg_relation_size(c.oid) / pg_catalog.current_setting('block_size')::int AS pages,
  EXISTS(
    SELECT FROM pg_catalog.pg_index AS i
    INNER JOIN pg_catalog.pg_class AS ic ON i.indexrelid = ic.oid
    INNER JOIN pg_catalog.pg_am AS am ON ic.relam = am.oid
    WHERE
      i.indrelid = c.oid AND i.indkey[0] = a.attnum AND i.indisvalid AND i.indpred IS NULL
      AND am.amname = 'btree'
  ) AS indexed
FROM tree
INNER JOIN pg_catalog.pg_class AS c ON tree.oid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
LEFT JOIN pg_catalog.pg_attribute AS a ON c.oid = a.attrelid AND a.attname = %(column)s AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'f')
ORDER BY c.oid
