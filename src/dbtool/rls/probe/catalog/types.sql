-- The types of columns and arguments, and those that these are made of.
WITH RECURSIVE used AS (
  SELECT attribute.atttypid AS oid
  FROM pg_catalog.pg_attribute AS attribute
  WHERE
    attribute.attrelid = ANY(%(relations)s::oid[])
    AND attribute.attnum > 0 AND NOT attribute.attisdropped
  UNION
  SELECT argument.oid
  FROM pg_catalog.pg_proc AS routine
  CROSS JOIN unnest(routine.proargtypes) AS argument (oid)
  WHERE routine.oid = ANY(%(functions)s::oid[])
  UNION
  SELECT part.oid
  FROM used
  INNER JOIN pg_catalog.pg_type AS type ON used.oid = type.oid
  CROSS JOIN
    LATERAL (
      SELECT type.typbasetype AS oid
      UNION ALL
      SELECT type.typelem
      WHERE type.typcategory = 'A'
      UNION ALL
      SELECT range.rngsubtype
      FROM pg_catalog.pg_range AS range
      WHERE type.oid IN (range.rngtypid, range.rngmultitypid)
      UNION ALL
      SELECT attribute.atttypid
      FROM pg_catalog.pg_attribute AS attribute
      WHERE
        type.typrelid <> 0 AND attribute.attrelid = type.typrelid
        AND attribute.attnum > 0 AND NOT attribute.attisdropped
    ) AS part
  WHERE part.oid <> 0
)

SELECT
  type.oid::bigint,
  type.typname::text,
  pg_catalog.format_type(type.oid, NULL) AS declared,
  type.typtype::text,
  type.typbasetype::bigint AS base,
  type.typtypmod,
  CASE WHEN type.typcategory = 'A' THEN type.typelem ELSE 0 END::bigint AS element,
  coalesce((
    SELECT range.rngsubtype
    FROM pg_catalog.pg_range AS range
    WHERE type.oid IN (range.rngtypid, range.rngmultitypid)
  ), 0)::bigint AS subtype,
  ARRAY(
    SELECT label.enumlabel::text
    FROM pg_catalog.pg_enum AS label
    WHERE label.enumtypid = type.oid
    ORDER BY label.enumsortorder
  ) AS labels,
  ARRAY(
    SELECT pg_catalog.pg_get_expr(found.conbin, 0)
    FROM pg_catalog.pg_constraint AS found
    WHERE found.contypid = type.oid AND found.contype = 'c'
    ORDER BY found.conname
  ) AS checks,
  ARRAY(
    SELECT attribute.atttypid::bigint
    FROM pg_catalog.pg_attribute AS attribute
    WHERE
      type.typtype = 'c' AND attribute.attrelid = type.typrelid
      AND attribute.attnum > 0 AND NOT attribute.attisdropped
    ORDER BY attribute.attnum
  ) AS attributes
FROM used
INNER JOIN pg_catalog.pg_type AS type ON used.oid = type.oid
ORDER BY type.oid
