SELECT
  n.nspname AS schema,
  c.relname AS name,
  c.relpersistence = 'u' AS unlogged,
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
  CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partition_by,
  CASE WHEN c.relispartition THEN parents.paths -> 0 END AS partition_of,
  pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound,
  CASE WHEN NOT c.relispartition THEN parents.paths END AS inherits,
  CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END AS of_type,
  -- heap and the database's own tablespace are what a table gets that names none.
  NULLIF(am.amname, 'heap') AS access_method,
  ts.spcname AS tablespace,
  CASE c.relreplident
    WHEN 'f' THEN 'full'
    WHEN 'n' THEN 'nothing'
    WHEN 'i' THEN 'index ' || (
      SELECT ic.relname
      FROM pg_catalog.pg_index AS i
      INNER JOIN pg_catalog.pg_class AS ic ON i.indexrelid = ic.oid
      WHERE i.indrelid = c.oid AND i.indisreplident
    )
  END AS replica_identity,
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
LEFT JOIN LATERAL (
  SELECT
    pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(pn.nspname, p.relname) ORDER BY i.inhseqno) AS paths
  FROM pg_catalog.pg_inherits AS i
  INNER JOIN pg_catalog.pg_class AS p ON i.inhparent = p.oid
  INNER JOIN pg_catalog.pg_namespace AS pn ON p.relnamespace = pn.oid
  WHERE i.inhrelid = c.oid
) AS parents ON TRUE
WHERE c.relkind IN ('r', 'p') AND c.oid = ANY(%(relations)s::oid[])
ORDER BY n.nspname, c.relname
