-- Chunks are counted, not listed: there may be tens of thousands. Where TimescaleDB keeps whether a
-- hypertable has a columnstore differs from version to version; its view knows.
SELECT
  class.oid::bigint,
  coalesce(shown.compression_enabled, false) AS compressed,
  coalesce(chunk.found, 0) AS chunks,
  coalesce(chunk.unguarded, 0) AS unguarded,
  chunk.sample,
  hypertable.schema_name = '_timescaledb_internal'
  AND aggregate.mat_hypertable_id IS NOT null AS materialization,
  granted.privileges
FROM _timescaledb_catalog.hypertable AS hypertable
INNER JOIN pg_catalog.pg_namespace AS namespace ON hypertable.schema_name = namespace.nspname
INNER JOIN pg_catalog.pg_class AS class
  ON namespace.oid = class.relnamespace AND hypertable.table_name = class.relname
LEFT JOIN _timescaledb_catalog.continuous_agg AS aggregate ON hypertable.id = aggregate.mat_hypertable_id
LEFT JOIN timescaledb_information.hypertables AS shown
  ON hypertable.schema_name = shown.hypertable_schema AND hypertable.table_name = shown.hypertable_name
LEFT JOIN LATERAL (
  SELECT
    count(*) AS found,
    count(*) FILTER (WHERE NOT part.relrowsecurity) AS unguarded,
    min(part.oid::regclass::text) FILTER (WHERE NOT part.relrowsecurity) AS sample
  FROM pg_catalog.pg_inherits AS inherits
  INNER JOIN pg_catalog.pg_class AS part ON inherits.inhrelid = part.oid
  WHERE inherits.inhparent = class.oid
) AS chunk ON true
LEFT JOIN LATERAL (
  SELECT
    coalesce(jsonb_agg(DISTINCT jsonb_build_array(
      coalesce(grantee.rolname, 'PUBLIC'), lower(acl.privilege_type), acl.is_grantable,
      pg_catalog.pg_get_userbyid(acl.grantor)
    )), '[]') AS privileges
  FROM (
    -- Chunks have the same lists, but for what somebody granted on one of them.
    SELECT DISTINCT part.relacl
    FROM pg_catalog.pg_inherits AS inherits
    INNER JOIN pg_catalog.pg_class AS part ON inherits.inhrelid = part.oid
    WHERE inherits.inhparent = class.oid AND NOT part.relrowsecurity AND part.relacl IS NOT null
  ) AS list
  CROSS JOIN LATERAL pg_catalog.aclexplode(list.relacl) AS acl
  LEFT JOIN pg_catalog.pg_roles AS grantee ON acl.grantee = grantee.oid
) AS granted ON true
WHERE coalesce(hypertable.compression_state, 0) <> 2
ORDER BY 1
