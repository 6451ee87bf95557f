SELECT
  found.contype::text,
  found.conname::text,
  found.conrelid::bigint,
  ARRAY(
    SELECT attribute.attname::text
    FROM unnest(found.conkey) WITH ORDINALITY AS key (number, place)
    INNER JOIN pg_catalog.pg_attribute AS attribute
      ON found.conrelid = attribute.attrelid AND key.number = attribute.attnum
    ORDER BY key.place
  ) AS columns,
  found.confrelid::bigint,
  ARRAY(
    SELECT attribute.attname::text
    FROM unnest(found.confkey) WITH ORDINALITY AS key (number, place)
    INNER JOIN pg_catalog.pg_attribute AS attribute
      ON found.confrelid = attribute.attrelid AND key.number = attribute.attnum
    ORDER BY key.place
  ) AS referenced,
  found.confdeltype::text,
  found.confupdtype::text,
  found.condeferrable,
  CASE WHEN found.contype = 'c' THEN pg_catalog.pg_get_expr(found.conbin, found.conrelid) END AS expression
FROM pg_catalog.pg_constraint AS found
WHERE found.conrelid = ANY(%(relations)s::oid[]) AND found.contype IN ('c', 'f')
ORDER BY found.conrelid, found.conname
