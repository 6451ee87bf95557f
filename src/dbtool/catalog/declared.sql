-- What an edition without the Community features keeps as a promise. Of one that another relation stands in
-- for, what that relation really is counts; without it, the promise is broken and no fact.
SELECT
  declared.kind,
  declared.fact || coalesce(held.fact, '{}') AS fact,
  held.classid,
  held.objid
FROM dbtool.declared AS declared
LEFT JOIN LATERAL (
  SELECT
    c.tableoid AS classid,
    c.oid AS objid,
    pg_catalog.jsonb_build_object(
      'definition', pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), ';'),
      'owner', pg_catalog.pg_get_userbyid(c.relowner),
      'comment', d.description
    ) AS fact
  FROM pg_catalog.pg_class AS c
  INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
  LEFT JOIN pg_catalog.pg_description AS d ON c.oid = d.objoid AND c.tableoid = d.classoid AND d.objsubid = 0
  WHERE c.relkind = 'm' AND n.nspname = declared.path[1] AND c.relname = declared.path[2]
) AS held ON declared.kind = ANY(%(relation_kinds)s::text[])
WHERE
  held.objid IS NOT NULL
  OR declared.kind <> ALL(%(relation_kinds)s::text[])
  -- Left out on purpose, so that nothing stands in for it.
  OR declared.mode = 'skip'
ORDER BY declared.kind, declared.path
