SELECT
  index.indrelid::bigint,
  class.relname::text,
  index.indisprimary,
  ARRAY(
    SELECT attribute.attname::text
    FROM unnest(index.indkey::smallint[]) WITH ORDINALITY AS key (number, place)
    LEFT JOIN pg_catalog.pg_attribute AS attribute
      ON index.indrelid = attribute.attrelid AND key.number = attribute.attnum AND key.number > 0
    WHERE key.place <= index.indnkeyatts
    ORDER BY key.place
  ) AS columns,
  index.indpred IS NOT NULL AS partial,
  index.indisunique
FROM pg_catalog.pg_index AS index
INNER JOIN pg_catalog.pg_class AS class ON index.indexrelid = class.oid
WHERE index.indrelid = ANY(%(relations)s::oid[]) AND index.indisvalid
ORDER BY index.indrelid, class.relname
