-- A partitioned table: by what, whose, and what time it is there.
SELECT
  c.oid,
  n.nspname AS schema,
  c.relname AS name,
  pg_catalog.pg_get_userbyid(c.relowner) AS owner,
  c.relowner <> (
    SELECT r.oid FROM pg_catalog.pg_roles AS r
    WHERE r.rolname = current_user
  ) AS of_another,
  c.relrowsecurity AS row_security,
  pt.partstrat::text AS strategy,
  pt.partnatts AS parts,
  a.attname AS key,
  pg_catalog.format_type(a.atttypid, NULL) AS type,
  am.amname AS access_method,
  ts.spcname AS tablespace,
  pg_catalog.now() AS now
FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
LEFT JOIN pg_catalog.pg_partitioned_table AS pt ON c.oid = pt.partrelid
LEFT JOIN pg_catalog.pg_attribute AS a ON c.oid = a.attrelid AND pt.partattrs[0] = a.attnum AND a.attnum > 0
LEFT JOIN pg_catalog.pg_am AS am ON c.relam = am.oid
LEFT JOIN pg_catalog.pg_tablespace AS ts ON c.reltablespace = ts.oid
WHERE n.nspname = %(schema)s AND c.relname = %(table)s AND c.relkind IN ('r', 'p')
