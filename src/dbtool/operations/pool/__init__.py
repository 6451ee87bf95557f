"""`dbtool pool`: how a connection pooler stands before the databases of a target."""
