SELECT
  n.nspname AS schema,
  c.relname AS name,
  pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), ';') AS definition,
  c.relispopulated AS populated,
  (
    SELECT pg_catalog.json_object_agg(opt.name, opt.value)
    FROM (
      SELECT o.option_name AS name, o.option_value AS value
      FROM pg_catalog.pg_options_to_table(c.reloptions) AS o
      UNION ALL
      SELECT 'toast.' || o.option_name, o.option_value
      FROM pg_catalog.pg_class AS toast
      CROSS JOIN LATERAL pg_catalog.pg_options_to_table(toast.reloptions) AS o
      WHERE toast.oid = c.reltoastrelid
    ) AS opt
  ) AS options,
  -- heap and the database's own tablespace are what a view gets that names none.
  NULLIF(am.amname, 'heap') AS access_method,
  ts.spcname AS tablespace,
  pg_catalog.pg_get_userbyid(c.relowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_class'::regclass::oid AS classid,
  c.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
LEFT JOIN pg_catalog.pg_am AS am ON c.relam = am.oid
LEFT JOIN pg_catalog.pg_tablespace AS ts ON c.reltablespace = ts.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON c.oid = d.objoid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0
WHERE
  c.relkind = 'm'
  AND c.oid = ANY(%(relations)s::oid[])
  -- Without the Community edition a materialized view may stand in for a declared continuous aggregate.
  AND c.oid <> ALL(%(aggregates)s::oid[])
ORDER BY n.nspname, c.relname
