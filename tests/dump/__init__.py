"""Whether a database that dbtool has built dumps as the one that it was read from."""
