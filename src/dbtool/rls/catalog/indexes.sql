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
  index.indisunique,
  -- Which columns an expression is over, pg_depend knows, together with those of the predicate.
  ARRAY(
    SELECT attribute.attname::text
    FROM pg_catalog.pg_depend AS depend
    INNER JOIN pg_catalog.pg_attribute AS attribute
      ON depend.refobjid = attribute.attrelid AND depend.refobjsubid = attribute.attnum
    WHERE
      index.indexprs IS NOT NULL
      AND depend.classid = 'pg_catalog.pg_class'::regclass
      AND depend.objid = index.indexrelid
      AND depend.refclassid = 'pg_catalog.pg_class'::regclass
      AND depend.refobjid = index.indrelid
    ORDER BY attribute.attnum
  ) AS expressed,
  index.indisexclusion
FROM pg_catalog.pg_index AS index
INNER JOIN pg_catalog.pg_class AS class ON index.indexrelid = class.oid
WHERE index.indrelid = ANY(%(relations)s::oid[]) AND index.indisvalid
ORDER BY index.indrelid, class.relname
