WITH RECURSIVE copy AS (
  SELECT
    t.tgrelid,
    t.tgname,
    t.tgenabled,
    above.tgenabled AS inherited,
    above.oid AS top
  FROM pg_catalog.pg_trigger AS t
  INNER JOIN pg_catalog.pg_trigger AS above ON t.tgparentid = above.oid
  WHERE
    t.tgrelid = ANY(%(relations)s::oid[])
    -- A foreign key's triggers are the server's.
    AND NOT t.tgisinternal
    AND t.tgenabled <> above.tgenabled
  UNION ALL
  SELECT
    c.tgrelid,
    c.tgname,
    c.tgenabled,
    c.inherited,
    above.tgparentid
  FROM copy AS c
  INNER JOIN pg_catalog.pg_trigger AS above ON c.top = above.oid
  WHERE above.tgparentid <> 0
)

SELECT
  n.nspname AS schema,
  r.relname AS "table",
  c.tgname AS name,
  own.word AS enabled,
  inherited.word AS inherited,
  ARRAY[topn.nspname::text, topr.relname::text, top.tgname::text] AS whole,
  NULL::oid AS classid,
  NULL::oid AS objid,
  NULL::int AS objsubid
FROM copy AS c
INNER JOIN pg_catalog.pg_class AS r ON c.tgrelid = r.oid
INNER JOIN pg_catalog.pg_namespace AS n ON r.relnamespace = n.oid
INNER JOIN pg_catalog.pg_trigger AS top ON c.top = top.oid
INNER JOIN pg_catalog.pg_class AS topr ON top.tgrelid = topr.oid
INNER JOIN pg_catalog.pg_namespace AS topn ON topr.relnamespace = topn.oid
INNER JOIN
  (VALUES ('O', 'origin'), ('D', 'disabled'), ('R', 'replica'), ('A', 'always')) AS own (letter, word)
  ON c.tgenabled = own.letter::"char"
INNER JOIN
  (VALUES ('O', 'origin'), ('D', 'disabled'), ('R', 'replica'), ('A', 'always')) AS inherited (letter, word)
  ON c.inherited = inherited.letter::"char"
WHERE top.tgparentid = 0
ORDER BY n.nspname, r.relname, c.tgname
