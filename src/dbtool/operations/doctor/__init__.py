"""`dbtool doctor`: what a live database suffers from, looked at read-only and one thing at a time."""
