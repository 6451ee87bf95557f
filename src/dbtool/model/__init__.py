"""Facts about a database, changes between two of them, and plans: values only, no I/O."""
