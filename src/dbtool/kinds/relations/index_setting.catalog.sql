WITH RECURSIVE part AS (
  SELECT
    i.indexrelid,
    i.indrelid,
    i.indisclustered,
    whole.indexrelid AS whole,
    h.inhparent AS top
  FROM pg_catalog.pg_index AS i
  INNER JOIN pg_catalog.pg_inherits AS h ON i.indexrelid = h.inhrelid
  INNER JOIN pg_catalog.pg_index AS whole ON h.inhparent = whole.indexrelid
  -- The parts of one that is not valid are indexes of their own.
  WHERE
    i.indrelid = ANY(%(relations)s::oid[])
    AND whole.indisvalid
    -- One that is a key of the partition's own has the key's name.
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_constraint AS key
      WHERE
        key.conrelid = i.indrelid
        AND key.conindid = i.indexrelid
        AND key.conparentid = 0
        AND key.contype IN ('p', 'u', 'x')
    )
  UNION ALL
  SELECT
    p.indexrelid,
    p.indrelid,
    p.indisclustered,
    p.whole,
    h.inhparent
  FROM part AS p
  INNER JOIN pg_catalog.pg_inherits AS h ON p.top = h.inhrelid
),

setting AS (
  SELECT
    n.nspname AS schema,
    t.relname AS "table",
    w.relname AS index,
    -- The server joins table, columns and label, cuts them to 63 bytes, and adds a number if that is taken.
    CASE
      WHEN
        pg_catalog.octet_length(usual.name) <= 63
        AND pg_catalog.rtrim(c.relname, '0123456789') <> pg_catalog.rtrim(usual.name, '0123456789')
        THEN c.relname
    END AS name,
    CASE
      WHEN c.reloptions IS NOT NULL
        THEN
          (
            SELECT pg_catalog.jsonb_object_agg(o.option_name, o.option_value)
            FROM pg_catalog.pg_options_to_table(c.reloptions) AS o
            WHERE NOT EXISTS (
              SELECT FROM pg_catalog.pg_options_to_table(w.reloptions) AS wo
              WHERE wo.option_name = o.option_name AND wo.option_value = o.option_value
            )
          )
    END AS options,
    ts.spcname AS tablespace,
    targets.statistics,
    p.indisclustered AS clustered,
    d.description AS comment,
    usual.name AS usual,
    CASE
      WHEN w.reloptions IS NOT NULL
        THEN
          (
            SELECT pg_catalog.jsonb_object_agg(o.option_name, o.option_value)
            FROM pg_catalog.pg_options_to_table(w.reloptions) AS o
          )
    END AS inherited,
    CASE
      WHEN con.oid IS NULL THEN ARRAY[topn.nspname::text, topc.relname::text]
      ELSE ARRAY[topn.nspname::text, topt.relname::text, con.conname::text]
    END AS whole
  FROM part AS p
  INNER JOIN pg_catalog.pg_class AS c ON p.indexrelid = c.oid
  INNER JOIN pg_catalog.pg_class AS t ON p.indrelid = t.oid
  INNER JOIN pg_catalog.pg_namespace AS n ON t.relnamespace = n.oid
  INNER JOIN pg_catalog.pg_class AS w ON p.whole = w.oid
  INNER JOIN pg_catalog.pg_class AS topc ON p.top = topc.oid
  INNER JOIN pg_catalog.pg_namespace AS topn ON topc.relnamespace = topn.oid
  INNER JOIN pg_catalog.pg_index AS topi ON p.top = topi.indexrelid
  INNER JOIN pg_catalog.pg_class AS topt ON topi.indrelid = topt.oid
  LEFT JOIN pg_catalog.pg_constraint AS con
    ON p.top = con.conindid AND topi.indrelid = con.conrelid AND con.contype IN ('p', 'u', 'x')
  LEFT JOIN pg_catalog.pg_constraint AS own
    ON p.indexrelid = own.conindid AND p.indrelid = own.conrelid AND own.contype IN ('p', 'u', 'x')
  -- Few have any: found once for all, not asked for each index.
  LEFT JOIN (
    SELECT
      a.attrelid,
      pg_catalog.jsonb_object_agg(a.attnum, a.attstattarget) AS statistics
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attstattarget >= 0 AND a.attnum > 0
    GROUP BY a.attrelid
  ) AS targets ON p.indexrelid = targets.attrelid
  LEFT JOIN pg_catalog.pg_tablespace AS ts ON c.reltablespace = ts.oid AND c.reltablespace <> w.reltablespace
  LEFT JOIN pg_catalog.pg_description AS d
    ON c.oid = d.objoid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0
  CROSS JOIN
    LATERAL (
      SELECT
        CASE
          WHEN own.contype = 'p' THEN t.relname || '_pkey'
          ELSE
            t.relname || '_' || (
              SELECT pg_catalog.string_agg(a.attname, '_' ORDER BY a.attnum)
              FROM pg_catalog.pg_attribute AS a
              WHERE a.attrelid = p.indexrelid
            ) || CASE own.contype WHEN 'u' THEN '_key' WHEN 'x' THEN '_excl' ELSE '_idx' END
        END AS name
    ) AS usual
  -- Of the rows that lead up to the top the last is it.
  WHERE NOT EXISTS (
    SELECT FROM pg_catalog.pg_inherits AS above
    WHERE above.inhrelid = p.top
  )
)

SELECT
  s.schema,
  s."table",
  s.index,
  s.name,
  s.options,
  s.tablespace,
  s.statistics,
  s.clustered,
  s.comment,
  s.usual,
  s.inherited,
  s.whole,
  NULL::oid AS classid,
  NULL::oid AS objid,
  NULL::int AS objsubid
FROM setting AS s
WHERE
  coalesce(s.name, s.tablespace, s.comment) IS NOT NULL
  OR coalesce(s.options, s.statistics) IS NOT NULL
  OR s.clustered
ORDER BY s.schema, s."table", s.index
