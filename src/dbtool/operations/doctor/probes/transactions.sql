SELECT
  d.datname AS name,
  pg_catalog.age(d.datfrozenxid) AS age,
  pg_catalog.mxid_age(d.datminmxid) AS multixact_age,
  pg_catalog.current_setting('autovacuum_freeze_max_age')::bigint AS freeze_at,
  pg_catalog.current_setting('autovacuum_multixact_freeze_max_age')::bigint AS multixact_freeze_at,
  ARRAY(
    SELECT p.gid FROM pg_catalog.pg_prepared_xacts AS p
    WHERE p.database = d.datname
    ORDER BY p.prepared
  ) AS prepared,
  (
    SELECT extract(EPOCH FROM pg_catalog.clock_timestamp() - min(p.prepared))
    FROM pg_catalog.pg_prepared_xacts AS p
    WHERE p.database = d.datname
  ) AS prepared_seconds
FROM pg_catalog.pg_database AS d
ORDER BY pg_catalog.age(d.datfrozenxid) DESC, d.datname
