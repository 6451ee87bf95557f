"""`dbtool roles`: the roles of a server, and their passwords."""
