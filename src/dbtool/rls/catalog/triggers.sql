SELECT
  trigger.tgrelid::bigint,
  trigger.tgname::text,
  trigger.tgfoid::bigint,
  array_remove(ARRAY[
    CASE WHEN trigger.tgtype & 4 > 0 THEN 'insert' END,
    CASE WHEN trigger.tgtype & 8 > 0 THEN 'delete' END,
    CASE WHEN trigger.tgtype & 16 > 0 THEN 'update' END,
    CASE WHEN trigger.tgtype & 32 > 0 THEN 'truncate' END
  ], NULL) AS events,
  trigger.tgtype & 2 > 0 AS before,
  trigger.tgtype & 1 > 0 AS each_row,
  trigger.tgenabled::text
FROM pg_catalog.pg_trigger AS trigger
WHERE trigger.tgrelid = ANY(%(relations)s::oid[]) AND NOT trigger.tgisinternal
ORDER BY trigger.tgrelid, trigger.tgname
