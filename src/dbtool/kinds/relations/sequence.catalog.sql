SELECT
  n.nspname AS schema,
  c.relname AS name,
  pg_catalog.format_type(s.seqtypid, NULL) AS type,
  s.seqstart AS start,
  s.seqincrement AS increment,
  -- Left out where it is what the type and the direction give by themselves.
  NULLIF(s.seqmin, CASE WHEN s.seqincrement > 0 THEN 1 ELSE bounds.lowest END) AS minimum,
  NULLIF(s.seqmax, CASE WHEN s.seqincrement > 0 THEN bounds.highest ELSE -1 END) AS maximum,
  s.seqcache AS cache,
  s.seqcycle AS cycle,
  c.relpersistence = 'u' AS unlogged,
  pg_catalog.pg_get_userbyid(c.relowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_class'::regclass::oid AS classid,
  c.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_sequence AS s
INNER JOIN pg_catalog.pg_class AS c ON s.seqrelid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
CROSS JOIN
  LATERAL (
    SELECT
      CASE s.seqtypid WHEN 21 THEN -32768 WHEN 23 THEN -2147483648 ELSE -9223372036854775808 END AS lowest,
      CASE s.seqtypid WHEN 21 THEN 32767 WHEN 23 THEN 2147483647 ELSE 9223372036854775807 END AS highest
  ) AS bounds
LEFT JOIN pg_catalog.pg_description AS d
  ON c.oid = d.objoid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0
WHERE
  c.oid = ANY(%(relations)s::oid[])
  -- An identity column's sequence is part of the column.
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS part
    WHERE part.classid = 'pg_catalog.pg_class'::regclass AND part.objid = c.oid AND part.deptype = 'i'
  )
ORDER BY n.nspname, c.relname
