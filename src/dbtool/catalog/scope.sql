-- Which schemas and relations are ours, as arrays of oid that every other query is filtered by.
WITH namespace AS (
  SELECT
    n.oid,
    EXISTS(
      SELECT FROM pg_catalog.pg_depend AS member
      WHERE
        member.classid = 'pg_catalog.pg_namespace'::regclass
        AND member.objid = n.oid
        AND member.deptype = 'e'
    ) AS of_extension
  FROM pg_catalog.pg_namespace AS n
  WHERE
    -- initdb's own schemas come before the first normal oid; public alone is everybody's.
    (n.oid >= 16384 OR n.nspname = 'public')
    -- A session's temporary schema belongs to nothing but its name.
    AND n.nspname !~ '^pg_(toast_)?temp_'
    -- dbtool's own journal and declared rows; what a rebuild makes, and what it keeps of old.
    AND n.nspname !~ '^dbtool(_new|_old_[0-9]+)?$'
)

SELECT
  ARRAY(
    SELECT n.oid FROM namespace AS n
    ORDER BY n.oid
  ) AS namespaces,
  -- What a user puts into an extension's schema is the user's; the schema itself is the extension's.
  ARRAY(
    SELECT n.oid FROM namespace AS n
    WHERE NOT n.of_extension
    ORDER BY n.oid
  ) AS schemas,
  ARRAY(
    SELECT c.oid
    FROM pg_catalog.pg_class AS c
    WHERE
      c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
      AND c.relnamespace IN (SELECT n.oid FROM namespace AS n)
      AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_depend AS member
        WHERE
          member.classid = 'pg_catalog.pg_class'::regclass
          AND member.objid = c.oid
          AND member.deptype = 'e'
      )
      -- Chunks, wherever they live, the compressed ones of TimescaleDB < 2.29 included.
      AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_inherits AS chunk
        WHERE chunk.inhrelid = c.oid AND chunk.inhparent = ANY(%(hypertables)s::oid[])
      )
      -- What a partition rule has made.
      AND c.oid NOT IN (SELECT pg_catalog.unnest(%(ruled)s::oid[]))
      -- A continuous aggregate's tables and views, and compressed chunks that have no parent.
      AND c.oid NOT IN (SELECT pg_catalog.unnest(%(internals)s::oid[]))
    ORDER BY c.oid
  ) AS relations
