SELECT
  rule.oid::bigint,
  rule.ev_class::bigint,
  rule.rulename::text,
  CASE rule.ev_type WHEN '1' THEN 'select' WHEN '2' THEN 'update' WHEN '3' THEN 'insert' ELSE 'delete' END
    AS event,
  rule.ev_action::text AS tree
FROM pg_catalog.pg_rewrite AS rule
WHERE rule.ev_class = ANY(%(relations)s::oid[]) AND rule.rulename <> '_RETURN'
ORDER BY rule.ev_class, rule.rulename
