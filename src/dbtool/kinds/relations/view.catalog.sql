SELECT
  n.nspname AS schema,
  c.relname AS name,
  pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), ';') AS definition,
  (
    SELECT
      pg_catalog.jsonb_agg(
        pg_catalog.jsonb_build_array(a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod))
        ORDER BY a.attnum
      )
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = c.oid AND a.attnum > 0
  ) AS columns,
  (
    SELECT pg_catalog.json_object_agg(o.option_name, o.option_value)
    FROM pg_catalog.pg_options_to_table(c.reloptions) AS o
  ) AS options,
  pg_catalog.pg_get_userbyid(c.relowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_class'::regclass::oid AS classid,
  c.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON c.oid = d.objoid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0
WHERE
  c.relkind = 'v'
  AND c.oid = ANY(%(relations)s::oid[])
  -- A continuous aggregate is a view by its relkind only.
  AND c.oid <> ALL(%(aggregates)s::oid[])
ORDER BY n.nspname, c.relname
