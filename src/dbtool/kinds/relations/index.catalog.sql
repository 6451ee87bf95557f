SELECT
  coalesce(an.nspname, n.nspname) AS schema,
  c.relname AS name,
  coalesce(av.relname, t.relname) AS "table",
  i.indisunique AS "unique",
  -- The server prints this prefix and then USING: cut by length, not by search.
  pg_catalog.substr(
    pg_catalog.pg_get_indexdef(i.indexrelid),
    1 + pg_catalog.length(pg_catalog.format(
      'CREATE %%sINDEX %%I ON %%s%%I.%%I ',
      CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END,
      c.relname,
      CASE WHEN c.relkind = 'I' THEN 'ONLY ' ELSE '' END,
      tn.nspname,
      t.relname
    ))
  ) AS definition,
  ts.spcname AS tablespace,
  targets.statistics,
  i.indisclustered AS clustered,
  i.indisvalid AS valid,
  part.whole AS part_of,
  d.description AS comment,
  'pg_catalog.pg_class'::regclass::oid AS classid,
  c.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_index AS i
INNER JOIN pg_catalog.pg_class AS c ON i.indexrelid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
INNER JOIN pg_catalog.pg_class AS t ON i.indrelid = t.oid
INNER JOIN pg_catalog.pg_namespace AS tn ON t.relnamespace = tn.oid
-- A continuous aggregate's indexes stand on the table behind it, in a schema of TimescaleDB's.
LEFT JOIN unnest(%(materializations)s::oid[], %(aggregates)s::oid[]) AS aggregate (materialization, relation)
  ON i.indrelid = aggregate.materialization
LEFT JOIN pg_catalog.pg_class AS av ON aggregate.relation = av.oid
LEFT JOIN pg_catalog.pg_namespace AS an ON av.relnamespace = an.oid
LEFT JOIN pg_catalog.pg_tablespace AS ts ON c.reltablespace = ts.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON c.oid = d.objoid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0
-- Few have any: found once for all, not asked for each index.
LEFT JOIN (
  SELECT
    a.attrelid,
    pg_catalog.jsonb_object_agg(a.attnum, a.attstattarget) AS statistics
  FROM pg_catalog.pg_attribute AS a
  WHERE a.attstattarget >= 0 AND a.attnum > 0
  GROUP BY a.attrelid
) AS targets ON i.indexrelid = targets.attrelid
LEFT JOIN LATERAL (
  SELECT
    ARRAY[wn.nspname::text, w.relname::text] AS whole,
    wi.indisvalid
  FROM pg_catalog.pg_inherits AS h
  INNER JOIN pg_catalog.pg_index AS wi ON h.inhparent = wi.indexrelid
  INNER JOIN pg_catalog.pg_class AS w ON wi.indexrelid = w.oid
  INNER JOIN pg_catalog.pg_namespace AS wn ON w.relnamespace = wn.oid
  WHERE h.inhrelid = i.indexrelid
) AS part ON TRUE
WHERE
  (i.indrelid = ANY(%(relations)s::oid[]) OR i.indrelid = ANY(%(materializations)s::oid[]))
  -- The index under a key or an exclusion is the constraint's.
  AND i.indexrelid NOT IN (
    SELECT con.conindid FROM pg_catalog.pg_constraint AS con
    WHERE con.contype IN ('p', 'u', 'x')
  )
  -- A partition's part of an index is the parent's, unless that waits for its parts to be attached.
  AND (part.whole IS NULL OR NOT part.indisvalid)
  -- What TimescaleDB gives every continuous aggregate by itself, named after its own table: (bucket DESC) and
  -- (column, bucket DESC).
  AND NOT (
    aggregate.relation IS NOT NULL
    AND pg_catalog.starts_with(c.relname, t.relname)
    AND i.indnkeyatts <= 2
    AND i.indoption[i.indnkeyatts - 1] = 3
  )
ORDER BY n.nspname, c.relname
