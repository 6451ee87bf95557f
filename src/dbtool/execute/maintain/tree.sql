-- What holds the rows of a relation: itself, its partitions, its chunks, whatever inherits from it.
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
  pg_catalog.pg_total_relation_size(c.oid) AS size,
  pg_catalog.pg_indexes_size(c.oid) AS index_size,
  pg_catalog.pg_stat_get_dead_tuples(c.oid) AS dead,
  CASE
    WHEN pg_catalog.current_setting('server_version_num')::int >= 170000
      THEN pg_catalog.has_table_privilege(c.oid, 'MAINTAIN')
    ELSE pg_catalog.pg_has_role(c.relowner, 'USAGE')
  END
  OR EXISTS (
    SELECT FROM pg_catalog.pg_database AS d
    WHERE d.datname = pg_catalog.current_database() AND pg_catalog.pg_has_role(d.datdba, 'USAGE')
  ) AS may_maintain
FROM tree
INNER JOIN pg_catalog.pg_class AS c ON tree.oid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE c.relkind IN ('r', 'm', 'f')
ORDER BY c.oid
