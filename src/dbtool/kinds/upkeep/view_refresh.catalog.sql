SELECT
  k.schema,
  k.name,
  k.schedule_interval,
  k."concurrently",
  NULL::oid AS classid,
  NULL::oid AS objid,
  0 AS objsubid
FROM
  pg_catalog.jsonb_to_recordset(%(kept)s::jsonb -> 'view_refresh')
    AS k (schema text, name text, schedule_interval text, "concurrently" bool)
ORDER BY 1, 2
