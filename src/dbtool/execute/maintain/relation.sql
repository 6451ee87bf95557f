-- One relation that a task is about, with what may be done to it.
SELECT
  c.oid,
  c.relkind::text AS kind,
  c.relispopulated AS populated,
  pg_catalog.pg_get_userbyid(c.relowner) AS owner,
  (
    SELECT pg_catalog.count(*) > 0
    FROM pg_catalog.pg_index AS i
    -- What the server asks of REFRESH MATERIALIZED VIEW CONCURRENTLY.
    WHERE
      i.indrelid = c.oid AND i.indisunique AND i.indimmediate AND i.indisvalid
      AND i.indpred IS NULL AND i.indexprs IS NULL
  ) AS unique_index
FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE n.nspname = %(schema)s AND c.relname = %(name)s AND c.relkind IN ('r', 'p', 'm', 'v', 'f')
