-- TimescaleDB >= 2.29 gives a compressed chunk's table no parent; from 2.19 the settings name it.
SELECT ARRAY(
  SELECT settings.compress_relid::oid
  FROM _timescaledb_catalog.compression_settings AS settings
  WHERE settings.compress_relid IS NOT NULL
) AS compressed
