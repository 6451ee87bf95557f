-- What an edition without the Community features keeps as a promise. Of an aggregate that a view of its name
-- stands in for, with a table and its query in schema dbtool, what these really are counts; without them, the
-- promise is broken and no fact, but where the database is on its way to the Community edition.
SELECT
  declared.kind,
  declared.fact || coalesce(held.fact, '{}') AS fact,
  held.classid,
  held.objid,
  held.number,
  held.materialization,
  held.query
FROM dbtool.declared AS declared
LEFT JOIN LATERAL (
  SELECT
    c.tableoid AS classid,
    c.oid AS objid,
    pg_catalog.substr(m.relname, 14)::int AS number,
    m.oid AS materialization,
    q.oid AS query,
    pg_catalog.jsonb_build_object(
      'definition',
      coalesce(pg_catalog.rtrim(pg_catalog.pg_get_viewdef(q.oid), ';'), declared.fact ->> 'definition'),
      'owner', pg_catalog.pg_get_userbyid(c.relowner),
      'comment', d.description
    ) AS fact
  FROM pg_catalog.pg_class AS c
  INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
  INNER JOIN pg_catalog.pg_rewrite AS r ON c.oid = r.ev_class
  INNER JOIN pg_catalog.pg_namespace AS own ON own.nspname = 'dbtool'
  INNER JOIN pg_catalog.pg_class AS m
    ON own.oid = m.relnamespace AND m.relkind = 'r' AND m.relname ~ '^materialized_[0-9]+$'
  LEFT JOIN pg_catalog.pg_class AS q
    ON
      own.oid = q.relnamespace AND q.relkind = 'v'
      AND q.relname = 'query_' || pg_catalog.substr(m.relname, 14)
  LEFT JOIN pg_catalog.pg_description AS d ON c.oid = d.objoid AND c.tableoid = d.classoid AND d.objsubid = 0
  WHERE
    (q.oid IS NOT NULL OR %(leaving)s)
    AND c.relkind = 'v' AND n.nspname = declared.path[1] AND c.relname = declared.path[2]
    AND EXISTS (
      SELECT FROM pg_catalog.pg_depend AS reads
      WHERE
        reads.classid = 'pg_catalog.pg_rewrite'::regclass AND reads.objid = r.oid
        AND reads.refclassid = 'pg_catalog.pg_class'::regclass AND reads.refobjid = m.oid
    )
) AS held ON declared.kind = ANY(%(relation_kinds)s::text[])
WHERE
  held.objid IS NOT NULL
  OR declared.kind <> ALL(%(relation_kinds)s::text[])
  -- Left out on purpose, so that nothing stands in for it.
  OR declared.mode = 'skip'
  OR %(leaving)s
ORDER BY held.objid NULLS LAST, declared.kind, declared.path
