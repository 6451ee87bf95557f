SELECT
  pg_catalog.concat_ws('.', n.nspname, c.relname) AS name,
  pg_catalog.has_sequence_privilege(c.oid, 'SELECT, USAGE') AS readable,
  CASE
    WHEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT, USAGE')
      THEN pg_catalog.pg_sequence_last_value(c.oid)
  END AS last_value,
  s.seqcycle AS cycles,
  -- The column that it feeds may hold less than the sequence can give.
  CASE
    WHEN s.seqincrement < 0 THEN s.seqmin
    ELSE least(
      s.seqmax,
      CASE a.atttypid
        WHEN 'pg_catalog.int2'::pg_catalog.regtype THEN 32767
        WHEN 'pg_catalog.int4'::pg_catalog.regtype THEN 2147483647
        ELSE s.seqmax
      END
    )
  END AS limit_value
FROM pg_catalog.pg_sequence AS s
INNER JOIN pg_catalog.pg_class AS c ON s.seqrelid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
LEFT JOIN pg_catalog.pg_depend AS d
  ON
    c.oid = d.objid
    AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.deptype IN ('a', 'i')
    AND d.refobjsubid > 0
LEFT JOIN pg_catalog.pg_attribute AS a ON d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
WHERE c.oid = ANY(%(relations)s::oid[])
ORDER BY n.nspname, c.relname
