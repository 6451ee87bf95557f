"""Random databases: what nobody thought of."""
