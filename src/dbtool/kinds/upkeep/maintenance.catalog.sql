SELECT
  k.schema,
  k."table",
  k.vacuum,
  k.analyze,
  k.reindex,
  NULL::oid AS classid,
  NULL::oid AS objid,
  0 AS objsubid
FROM
  pg_catalog.jsonb_to_recordset(%(kept)s::jsonb -> 'maintenance')
    AS k (schema text, "table" text, vacuum text, "analyze" text, reindex text)
ORDER BY 1, 2
