"""dbtool keeps a PostgreSQL or TimescaleDB database as code."""

__version__ = "0.1.0"
