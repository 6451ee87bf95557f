-- What TimescaleDB 2.29 can be told of the refresh of single tenants.
SELECT pg_catalog.format('granular refresh of hypertable %%I.%%I', h.schema_name, h.table_name) AS object
FROM _timescaledb_catalog.hypertable_cagg_settings AS s
INNER JOIN _timescaledb_catalog.hypertable AS h ON s.hypertable_id = h.id
ORDER BY 1
