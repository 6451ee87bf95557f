SELECT
  p.pubname AS name,
  p.puballtables AS all_tables,
  pg_catalog.array_remove(
    ARRAY[
      CASE WHEN p.pubinsert THEN 'insert' END,
      CASE WHEN p.pubupdate THEN 'update' END,
      CASE WHEN p.pubdelete THEN 'delete' END,
      CASE WHEN p.pubtruncate THEN 'truncate' END
    ],
    NULL
  ) AS publish,
  p.pubviaroot AS via_partition_root,
  -- PostgreSQL 18 has the column; as JSON one that is not there is NULL.
  CASE pg_catalog.to_jsonb(p) ->> 'pubgencols' WHEN 's' THEN 'stored' END AS generated_columns,
  pg_catalog.pg_get_userbyid(p.pubowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_publication'::regclass::oid AS classid,
  p.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_publication AS p
LEFT JOIN pg_catalog.pg_description AS d
  ON p.oid = d.objoid AND d.classoid = 'pg_catalog.pg_publication'::regclass AND d.objsubid = 0
WHERE
  NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_publication'::regclass
      AND member.objid = p.oid
      AND member.deptype = 'e'
  )
ORDER BY p.pubname
