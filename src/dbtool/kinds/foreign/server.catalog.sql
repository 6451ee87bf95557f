SELECT
  s.srvname AS name,
  w.fdwname AS wrapper,
  s.srvtype AS type,
  s.srvversion AS version,
  (
    SELECT pg_catalog.jsonb_object_agg(o.option_name, o.option_value)
    FROM pg_catalog.pg_options_to_table(s.srvoptions) AS o
  ) AS options,
  pg_catalog.pg_get_userbyid(s.srvowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_foreign_server'::regclass::oid AS classid,
  s.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_foreign_server AS s
INNER JOIN pg_catalog.pg_foreign_data_wrapper AS w ON s.srvfdw = w.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON s.oid = d.objoid AND d.classoid = 'pg_catalog.pg_foreign_server'::regclass AND d.objsubid = 0
WHERE
  NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_foreign_server'::regclass
      AND member.objid = s.oid
      AND member.deptype = 'e'
  )
ORDER BY s.srvname
