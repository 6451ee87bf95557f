-- All rows of all tables, in one statement for the sake of foreign keys.
DO $$
DECLARE
  names text;
BEGIN
  SET LOCAL session_replication_role = replica;
  SELECT pg_catalog.string_agg(c.oid::regclass::text, ', ') INTO names
  FROM pg_catalog.pg_class AS c
  INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
  WHERE
    c.relkind IN ('r', 'p')
    AND n.nspname !~ '^(pg_|information_schema$|dbtool$)'
    -- A foreign server may not take it, and no foreign key refers to such a table.
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_partition_tree(c.oid) AS p
      INNER JOIN pg_catalog.pg_class AS part ON p.relid = part.oid
      WHERE part.relkind = 'f'
    );
  IF names IS NOT NULL THEN
    EXECUTE 'TRUNCATE ' || names;
  END IF;
END
$$;
