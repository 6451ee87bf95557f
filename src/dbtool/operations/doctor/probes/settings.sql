-- What a session of this role in this database starts with: this one has settings of its own.
SELECT
  s.name,
  s.reset_val AS setting,
  s.unit,
  s.vartype,
  s.context,
  s.source,
  s.pending_restart
FROM pg_catalog.pg_settings AS s
ORDER BY s.name
