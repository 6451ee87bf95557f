-- Whether the database holds nothing but what extensions brought: no relation, routine, type or schema of its
-- own, no large object, foreign server or publication.
WITH own AS (
  SELECT
    'pg_class'::regclass::oid AS classid,
    c.oid,
    c.relnamespace AS namespace
  FROM pg_catalog.pg_class AS c
  -- What belongs to a table goes with it.
  WHERE c.relkind NOT IN ('i', 'I', 't', 'c')
  UNION ALL
  SELECT
    'pg_proc'::regclass::oid,
    p.oid,
    p.pronamespace
  FROM pg_catalog.pg_proc AS p
  UNION ALL
  SELECT
    'pg_type'::regclass::oid,
    t.oid,
    t.typnamespace
  FROM pg_catalog.pg_type AS t
  LEFT JOIN pg_catalog.pg_class AS c ON t.typrelid = c.oid
  -- Rows of a table and arrays of a type are types, too.
  WHERE coalesce(c.relkind = 'c', true) AND t.typcategory <> 'A' AND t.typtype <> 'm'
  UNION ALL
  SELECT
    'pg_namespace'::regclass::oid,
    n.oid,
    n.oid AS namespace
  FROM pg_catalog.pg_namespace AS n
  WHERE n.nspname <> 'public'
)

SELECT
  NOT EXISTS (
    SELECT
    FROM own AS o
    INNER JOIN pg_catalog.pg_namespace AS n ON o.namespace = n.oid
    WHERE
      n.nspname <> 'information_schema' AND NOT pg_catalog.starts_with(n.nspname, 'pg_')
      AND NOT EXISTS (
        SELECT
        FROM pg_catalog.pg_depend AS d
        WHERE o.classid = d.classid AND o.oid = d.objid AND d.deptype IN ('e', 'i')
      )
  )
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_foreign_server)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_publication)
    AS empty
