-- Of the catalogs that hold nothing of a user's in most databases, which ones do: one column for each.
-- What initdb makes comes before the first normal oid.
SELECT
  EXISTS(
    SELECT FROM pg_catalog.pg_aggregate
    WHERE aggfnoid >= 16384
  ) AS pg_aggregate,
  EXISTS(
    SELECT FROM pg_catalog.pg_am
    WHERE oid >= 16384
  ) AS pg_am,
  EXISTS(
    SELECT FROM pg_catalog.pg_attrdef
    WHERE oid >= 16384
  ) AS pg_attrdef,
  EXISTS(
    SELECT FROM pg_catalog.pg_auth_members
    WHERE member >= 16384
  ) AS pg_auth_members,
  EXISTS(
    SELECT FROM pg_catalog.pg_cast
    WHERE oid >= 16384
  ) AS pg_cast,
  EXISTS(
    SELECT FROM pg_catalog.pg_collation
    WHERE oid >= 16384
  ) AS pg_collation,
  EXISTS(
    SELECT FROM pg_catalog.pg_conversion
    WHERE oid >= 16384
  ) AS pg_conversion,
  EXISTS(SELECT FROM pg_catalog.pg_db_role_setting) AS pg_db_role_setting,
  EXISTS(SELECT FROM pg_catalog.pg_default_acl) AS pg_default_acl,
  EXISTS(SELECT FROM pg_catalog.pg_event_trigger) AS pg_event_trigger,
  EXISTS(
    SELECT FROM pg_catalog.pg_extension
    WHERE oid >= 16384
  ) AS pg_extension,
  EXISTS(SELECT FROM pg_catalog.pg_foreign_data_wrapper) AS pg_foreign_data_wrapper,
  EXISTS(SELECT FROM pg_catalog.pg_foreign_server) AS pg_foreign_server,
  EXISTS(SELECT FROM pg_catalog.pg_foreign_table) AS pg_foreign_table,
  EXISTS(SELECT FROM pg_catalog.pg_inherits) AS pg_inherits,
  EXISTS(
    SELECT FROM pg_catalog.pg_language
    WHERE oid >= 16384
  ) AS pg_language,
  EXISTS(
    SELECT FROM pg_catalog.pg_opclass
    WHERE oid >= 16384
  ) AS pg_opclass,
  EXISTS(
    SELECT FROM pg_catalog.pg_operator
    WHERE oid >= 16384
  ) AS pg_operator,
  EXISTS(
    SELECT FROM pg_catalog.pg_opfamily
    WHERE oid >= 16384
  ) AS pg_opfamily,
  EXISTS(SELECT FROM pg_catalog.pg_policy) AS pg_policy,
  EXISTS(
    SELECT FROM pg_catalog.pg_proc
    WHERE oid >= 16384
  ) AS pg_proc,
  EXISTS(SELECT FROM pg_catalog.pg_publication) AS pg_publication,
  EXISTS(
    SELECT FROM pg_catalog.pg_range
    WHERE rngtypid >= 16384
  ) AS pg_range,
  EXISTS(
    SELECT FROM pg_catalog.pg_rewrite
    WHERE oid >= 16384
  ) AS pg_rewrite,
  EXISTS (SELECT FROM pg_catalog.pg_seclabel)
  OR EXISTS (SELECT FROM pg_catalog.pg_shseclabel) AS pg_seclabel,
  EXISTS(SELECT FROM pg_catalog.pg_sequence) AS pg_sequence,
  EXISTS(SELECT FROM pg_catalog.pg_statistic_ext) AS pg_statistic_ext,
  -- Not every column of it may be read.
  EXISTS(
    SELECT FROM pg_catalog.pg_subscription
    WHERE oid >= 16384
  ) AS pg_subscription,
  EXISTS(SELECT FROM pg_catalog.pg_transform) AS pg_transform,
  EXISTS(SELECT FROM pg_catalog.pg_trigger) AS pg_trigger,
  EXISTS(
    SELECT FROM pg_catalog.pg_ts_config
    WHERE oid >= 16384
  ) AS pg_ts_config,
  EXISTS(
    SELECT FROM pg_catalog.pg_ts_dict
    WHERE oid >= 16384
  ) AS pg_ts_dict,
  EXISTS(
    SELECT FROM pg_catalog.pg_ts_parser
    WHERE oid >= 16384
  ) AS pg_ts_parser,
  EXISTS(
    SELECT FROM pg_catalog.pg_ts_template
    WHERE oid >= 16384
  ) AS pg_ts_template,
  EXISTS(
    SELECT FROM pg_catalog.pg_type
    WHERE oid >= 16384
  ) AS pg_type
