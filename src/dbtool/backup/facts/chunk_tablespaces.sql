-- Where TimescaleDB puts new chunks.
SELECT DISTINCT t.tablespace_name AS name
FROM _timescaledb_catalog.tablespace AS t
ORDER BY t.tablespace_name
