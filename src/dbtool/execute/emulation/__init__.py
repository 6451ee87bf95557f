"""Continuous aggregates without the Community edition: a view, a table with the buckets, and the query.

The table and the query's view stand in schema dbtool. Buckets whose raw rows are gone stay in the table: it
is refreshed by windows, and what has been lost under it is kept in dbtool.aggregates.
"""
