-- The partitions of a table whose key is a time, with their bounds; those of the default one mean nothing.
SELECT
  c.oid,
  n.nspname AS schema,
  c.relname AS name,
  c.relkind::text AS kind,
  c.oid = pt.partdefid AS is_default,
  -- Nothing before the year 1 or after 9999 is anybody's period, and Python has no such dates.
  greatest(least(bound.low, '9999-12-31 00:00:00+00'), '0001-01-01 00:00:00+00') AS low,
  greatest(least(bound.high, '9999-12-31 00:00:00+00'), '0001-01-01 00:00:00+00') AS high
FROM pg_catalog.pg_inherits AS part
INNER JOIN pg_catalog.pg_partitioned_table AS pt ON part.inhparent = pt.partrelid
INNER JOIN pg_catalog.pg_class AS c ON part.inhrelid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
-- The server's own print, in UTC: FOR VALUES FROM ('…') TO (MAXVALUE).
CROSS JOIN
  LATERAL pg_catalog.regexp_match(
    pg_catalog.pg_get_expr(c.relpartbound, c.oid), '^FOR VALUES FROM \((.+)\) TO \((.+)\)$'
  ) AS said (ends)
CROSS JOIN
  LATERAL (
    SELECT
      CASE said.ends[1]
        WHEN 'MINVALUE' THEN '-infinity' ELSE pg_catalog.btrim(said.ends[1], '''')
      END::timestamptz AS low,
      CASE said.ends[2]
        WHEN 'MAXVALUE' THEN 'infinity' ELSE pg_catalog.btrim(said.ends[2], '''')
      END::timestamptz AS high
  ) AS bound
WHERE part.inhparent = %(oid)s
ORDER BY bound.low NULLS LAST, c.oid
