SELECT
  k.schema,
  k."table",
  k.by,
  k.ahead,
  k.keep,
  k.since,
  k.prefix,
  NULL::oid AS classid,
  NULL::oid AS objid,
  0 AS objsubid
FROM
  pg_catalog.jsonb_to_recordset(%(kept)s::jsonb -> 'partition_rule')
    AS k (schema text, "table" text, by text, ahead int, keep int, since text, prefix text)
ORDER BY 1, 2
