-- The schemas in scope: those asked for, or all that are neither the server's nor an extension's own.
SELECT namespace.nspname::text
FROM pg_catalog.pg_namespace AS namespace
WHERE
  CASE
    WHEN cardinality(%(schemas)s::text[]) > 0 THEN namespace.nspname = ANY(%(schemas)s)
    ELSE
      namespace.nspname NOT LIKE 'pg\_%%'
      AND namespace.nspname NOT LIKE '\_timescaledb\_%%'
      AND namespace.nspname NOT IN (
        'information_schema', 'timescaledb_information', 'timescaledb_experimental', 'dbtool'
      )
      AND namespace.nspname NOT LIKE 'dbtool\_old\_%%'
  END
ORDER BY 1
