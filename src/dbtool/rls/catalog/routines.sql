-- Functions by their oids, the server's own too: a node tree names them by these alone.
SELECT routine.oid::bigint, namespace.nspname::text, routine.proname::text, routine.provolatile::text
FROM pg_catalog.pg_proc AS routine
INNER JOIN pg_catalog.pg_namespace AS namespace ON routine.pronamespace = namespace.oid
WHERE routine.oid = ANY(%(functions)s::oid[])
ORDER BY 1
