SELECT
  k.schema,
  k."table",
  k."column",
  k.delete_after,
  k."where",
  k.batch,
  k.schedule_interval,
  NULL::oid AS classid,
  NULL::oid AS objid,
  0 AS objsubid
FROM
  pg_catalog.jsonb_to_recordset(%(kept)s::jsonb -> 'row_retention')
    AS k (
      schema text,
      "table" text,
      "column" text,
      delete_after text,
      "where" text,
      batch int,
      schedule_interval text
    )
ORDER BY 1, 2
