"""The dbtool command from end to end: real projects, real databases."""
