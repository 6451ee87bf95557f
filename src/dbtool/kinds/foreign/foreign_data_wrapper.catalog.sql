SELECT
  w.fdwname AS name,
  CASE WHEN h.oid IS NOT NULL THEN ARRAY[hn.nspname::text, h.proname::text] END AS handler,
  CASE WHEN v.oid IS NOT NULL THEN ARRAY[vn.nspname::text, v.proname::text] END AS validator,
  (
    SELECT pg_catalog.jsonb_object_agg(o.option_name, o.option_value)
    FROM pg_catalog.pg_options_to_table(w.fdwoptions) AS o
  ) AS options,
  pg_catalog.pg_get_userbyid(w.fdwowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_foreign_data_wrapper'::regclass::oid AS classid,
  w.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_foreign_data_wrapper AS w
LEFT JOIN pg_catalog.pg_proc AS h ON w.fdwhandler = h.oid
LEFT JOIN pg_catalog.pg_namespace AS hn ON h.pronamespace = hn.oid
LEFT JOIN pg_catalog.pg_proc AS v ON w.fdwvalidator = v.oid
LEFT JOIN pg_catalog.pg_namespace AS vn ON v.pronamespace = vn.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON w.oid = d.objoid AND d.classoid = 'pg_catalog.pg_foreign_data_wrapper'::regclass AND d.objsubid = 0
WHERE
  NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_foreign_data_wrapper'::regclass
      AND member.objid = w.oid
      AND member.deptype = 'e'
  )
ORDER BY w.fdwname
