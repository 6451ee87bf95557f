SELECT
  m.srvname AS server,
  CASE m.umuser WHEN 0 THEN 'PUBLIC' ELSE m.usename::text END AS "user",
  plain.options,
  coalesce(secret.names, ARRAY[]::text[]) AS secret_options,
  secret.variables AS secrets,
  'pg_catalog.pg_user_mapping'::regclass::oid AS classid,
  m.umid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_user_mappings AS m
CROSS JOIN
  LATERAL (
    SELECT pg_catalog.jsonb_object_agg(o.option_name, o.option_value) AS options
    FROM pg_catalog.pg_options_to_table(m.umoptions) AS o
    WHERE o.option_name !~* 'passw|secret|token|credential|private|(^|_)key$'
  ) AS plain
CROSS JOIN
  LATERAL (
    SELECT
      pg_catalog.array_agg(o.option_name ORDER BY o.option_name) AS names,
      -- On scratch the value is the reference; what it stands for is never read.
      pg_catalog.jsonb_object_agg(o.option_name, pg_catalog.substr(o.option_value, 5))
      FILTER (WHERE o.option_value ~ '^env:[A-Za-z_][A-Za-z0-9_]*$') AS variables
    FROM pg_catalog.pg_options_to_table(m.umoptions) AS o
    WHERE o.option_name ~* 'passw|secret|token|credential|private|(^|_)key$'
  ) AS secret
-- The server, and so what it is for, is an extension's.
WHERE
  NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_user_mapping'::regclass
      AND member.objid = m.umid
      AND member.deptype = 'e'
  )
ORDER BY m.srvname, 2
