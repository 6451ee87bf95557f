"""`dbtool backup` and `dbtool restore`: where backups are, who may read them, and what is done with them."""
