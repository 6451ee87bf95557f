-- What keeps a partition from being dropped: views over it, and foreign keys that name the partition itself.
SELECT
  pg_catalog.format(
    '%%s %%s', CASE v.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END, v.oid::regclass
  )
FROM pg_catalog.pg_depend AS d
INNER JOIN pg_catalog.pg_rewrite AS r ON d.objid = r.oid
INNER JOIN pg_catalog.pg_class AS v ON r.ev_class = v.oid
WHERE
  d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
  AND d.refobjid = %(oid)s AND v.oid <> %(oid)s
UNION
SELECT pg_catalog.format('foreign key %%I of %%s', k.conname, k.conrelid::regclass)
FROM pg_catalog.pg_constraint AS k
WHERE k.contype = 'f' AND k.confrelid = %(oid)s AND k.conparentid = 0
ORDER BY 1
