"""TimescaleDB: hypertables, columnstore, continuous aggregates, policies and jobs."""
