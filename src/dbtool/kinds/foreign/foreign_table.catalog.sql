SELECT
  n.nspname AS schema,
  c.relname AS name,
  s.srvname AS server,
  (
    SELECT pg_catalog.jsonb_object_agg(o.option_name, o.option_value)
    FROM pg_catalog.pg_options_to_table(f.ftoptions) AS o
  ) AS options,
  CASE WHEN c.relispartition THEN parents.paths -> 0 END AS partition_of,
  pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound,
  CASE WHEN NOT c.relispartition THEN parents.paths END AS inherits,
  pg_catalog.pg_get_userbyid(c.relowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_class'::regclass::oid AS classid,
  c.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_foreign_table AS f
INNER JOIN pg_catalog.pg_class AS c ON f.ftrelid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
INNER JOIN pg_catalog.pg_foreign_server AS s ON f.ftserver = s.oid
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
WHERE c.oid = ANY(%(relations)s::oid[])
ORDER BY n.nspname, c.relname
