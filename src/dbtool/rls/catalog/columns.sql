SELECT
  attribute.attrelid::bigint AS relation,
  attribute.attname::text,
  pg_catalog.format_type(attribute.atttypid, attribute.atttypmod) AS type,
  type.typcategory::text AS category,
  attribute.attnotnull OR type.typnotnull AS not_null,
  pg_catalog.pg_get_expr(value.adbin, value.adrelid) AS default_value,
  attribute.attgenerated <> '' AS generated,
  nullif(attribute.attidentity, '')::text AS identity,
  coalesce(collation_.collisdeterministic, true) AS deterministic,
  ARRAY(
    SELECT label.enumlabel::text
    FROM pg_catalog.pg_enum AS label
    WHERE label.enumtypid = attribute.atttypid
    ORDER BY label.enumsortorder
  ) AS labels,
  (
    SELECT
      coalesce(jsonb_agg(jsonb_build_array(
        coalesce(grantee.rolname, 'PUBLIC'), lower(acl.privilege_type), acl.is_grantable,
        pg_catalog.pg_get_userbyid(acl.grantor)
      )), '[]')
    FROM pg_catalog.aclexplode(attribute.attacl) AS acl
    LEFT JOIN pg_catalog.pg_roles AS grantee ON acl.grantee = grantee.oid
  ) AS privileges,
  attribute.attnum::integer
FROM pg_catalog.pg_attribute AS attribute
INNER JOIN pg_catalog.pg_type AS type ON attribute.atttypid = type.oid
LEFT JOIN pg_catalog.pg_collation AS collation_ ON attribute.attcollation = collation_.oid
LEFT JOIN pg_catalog.pg_attrdef AS value
  ON attribute.attrelid = value.adrelid AND attribute.attnum = value.adnum
WHERE attribute.attrelid = ANY(%(relations)s::oid[]) AND attribute.attnum > 0 AND NOT attribute.attisdropped
ORDER BY attribute.attrelid, attribute.attnum
