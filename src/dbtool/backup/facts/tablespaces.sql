-- Where something of the database lies that is not in its own tablespace.
SELECT t.spcname AS name
FROM pg_catalog.pg_tablespace AS t
WHERE t.oid IN (SELECT c.reltablespace FROM pg_catalog.pg_class AS c) AND t.spcname <> 'pg_global'
ORDER BY t.spcname
