SELECT
  attribute.attrelid::bigint,
  attribute.attname::text,
  attribute.atttypid::bigint,
  attribute.atttypmod,
  pg_catalog.format_type(attribute.atttypid, attribute.atttypmod) AS declared,
  attribute.attnotnull,
  value.adbin IS NOT NULL AND attribute.attgenerated = '' AS has_default,
  attribute.attgenerated <> '' AS generated,
  attribute.attidentity <> '' AS identity,
  coalesce(pg_catalog.pg_get_expr(value.adbin, value.adrelid) ~ '^nextval\(', FALSE) AS serial
FROM pg_catalog.pg_attribute AS attribute
LEFT JOIN pg_catalog.pg_attrdef AS value
  ON attribute.attrelid = value.adrelid AND attribute.attnum = value.adnum
WHERE attribute.attrelid = ANY(%(relations)s::oid[]) AND attribute.attnum > 0 AND NOT attribute.attisdropped
ORDER BY attribute.attrelid, attribute.attnum
