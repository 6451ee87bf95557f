SELECT
  n.nspname AS schema,
  t.dictname AS name,
  ARRAY[tn.nspname::text, template.tmplname::text] AS template,
  -- The server's own print, `name = 'value', …`: no function of its own takes it apart.
  (
    SELECT
      pg_catalog.jsonb_object_agg(
        CASE
          WHEN part[1] LIKE '"%%' THEN pg_catalog.replace(pg_catalog.btrim(part[1], '"'), '""', '"')
          ELSE part[1]
        END,
        CASE
          WHEN part[2] LIKE 'E%%' THEN pg_catalog.replace(inner_text.value, '\\', '\')
          ELSE inner_text.value
        END
      )
    FROM
      pg_catalog.regexp_matches(
        t.dictinitoption, '("(?:[^"]|"")+"|[^\s=,"]+) = (E?''(?:[^'']|'''')*''|[^\s,'']+)', 'g'
      ) AS part
    CROSS JOIN LATERAL (
      SELECT
        pg_catalog.replace(pg_catalog.regexp_replace(part[2], '^E?''|''$', '', 'g'), '''''', '''') AS value
    ) AS inner_text
  ) AS options,
  pg_catalog.pg_get_userbyid(t.dictowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_ts_dict'::regclass::oid AS classid,
  t.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_ts_dict AS t
INNER JOIN pg_catalog.pg_namespace AS n ON t.dictnamespace = n.oid
INNER JOIN pg_catalog.pg_ts_template AS template ON t.dicttemplate = template.oid
INNER JOIN pg_catalog.pg_namespace AS tn ON template.tmplnamespace = tn.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON t.oid = d.objoid AND d.classoid = 'pg_catalog.pg_ts_dict'::regclass AND d.objsubid = 0
WHERE
  t.dictnamespace = ANY(%(namespaces)s::oid[])
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE member.classid = 'pg_catalog.pg_ts_dict'::regclass AND member.objid = t.oid AND member.deptype = 'e'
  )
ORDER BY n.nspname, t.dictname
