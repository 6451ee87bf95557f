-- A publication of all tables or of a schema lists its tables in pg_publication_tables alone.
SELECT
  published.pubname::text,
  (pg_catalog.quote_ident(published.schemaname) || '.' || pg_catalog.quote_ident(published.tablename))
  ::regclass::oid::bigint AS relation,
  published.rowfilter IS NOT NULL AS filtered
FROM pg_catalog.pg_publication_tables AS published
ORDER BY 1, 2
