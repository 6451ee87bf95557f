SELECT
  h.schema_name AS schema,
  h.table_name AS "table",
  t.tablespace_name AS tablespace,
  '_timescaledb_catalog.tablespace'::regclass::oid AS classid,
  t.id::oid AS objid,
  0 AS objsubid
FROM _timescaledb_catalog.tablespace AS t
INNER JOIN _timescaledb_catalog.hypertable AS h ON t.hypertable_id = h.id
INNER JOIN pg_catalog.pg_namespace AS n ON h.schema_name = n.nspname
INNER JOIN pg_catalog.pg_class AS c ON n.oid = c.relnamespace AND h.table_name = c.relname
LEFT JOIN pg_catalog.pg_tablespace AS own ON c.reltablespace = own.oid
WHERE
  c.oid = ANY(%(relations)s::oid[])
  -- That of the table itself is attached along with it.
  AND t.tablespace_name IS DISTINCT FROM own.spcname
ORDER BY h.schema_name, h.table_name, t.tablespace_name
