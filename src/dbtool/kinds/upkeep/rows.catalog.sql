-- What the tables hold now of the rows that dbtool keeps: with `delete` all of them, else those of a declared
-- key.
WITH kept AS (
  SELECT k.*
  FROM pg_catalog.jsonb_to_recordset(%(kept)s::jsonb -> 'rows')
    AS k (schema text, "table" text, key_columns jsonb, columns jsonb, "rows" jsonb, "delete" bool)
),

named AS (
  SELECT
    kept.schema,
    kept."table",
    c.oid AS relation,
    pg_catalog.string_agg(pg_catalog.format('%%I::text', a.attname), ', ' ORDER BY named.place) AS texts,
    pg_catalog.string_agg(
      pg_catalog.format('%%I', a.attname), ', ' ORDER BY named.place
    ) FILTER (WHERE kept.key_columns ? named.name) AS keys,
    pg_catalog.string_agg(
      pg_catalog.format(
        '(w ->> %%s)::%%s', named.place - 1, pg_catalog.format_type(a.atttypid, a.atttypmod)
      ),
      ', ' ORDER BY named.place
    ) FILTER (WHERE kept.key_columns ? named.name) AS wanted
  FROM kept
  CROSS JOIN
    LATERAL pg_catalog.jsonb_array_elements_text(kept.columns)
    WITH ORDINALITY AS named (name, place)
  INNER JOIN pg_catalog.pg_namespace AS n ON kept.schema = n.nspname
  INNER JOIN pg_catalog.pg_class AS c ON n.oid = c.relnamespace AND kept."table" = c.relname
  INNER JOIN pg_catalog.pg_attribute AS a
    ON c.oid = a.attrelid AND named.name = a.attname AND NOT a.attisdropped
  GROUP BY kept.schema, kept."table", c.oid
  -- A table that has lost a column holds none of the rows.
  HAVING pg_catalog.count(*) = pg_catalog.max(pg_catalog.jsonb_array_length(kept.columns))
)

SELECT
  kept.schema,
  kept."table",
  kept.key_columns,
  kept.columns,
  (
    SELECT pg_catalog.jsonb_agg(found.line::jsonb ORDER BY found.line COLLATE pg_catalog."C")
    FROM (
      SELECT pg_catalog.string_agg(part.words[3], '' ORDER BY part.words[2]::int) AS line
      -- The one way to read a table by its name inside a query that every server has. What it gives are
      -- words, of at most 2 kB: each row is cut into pieces that begin with the numbers of row and piece.
      FROM
        pg_catalog.ts_stat(
          pg_catalog.format(
            'SELECT pg_catalog.array_to_tsvector(ARRAY('
            || 'SELECT r.number || '' '' || piece || '' '' '
            || '|| pg_catalog.substr(r.line, piece * 400 + 1, 400) '
            || 'FROM pg_catalog.generate_series(0, pg_catalog.length(r.line) / 400) AS piece)) '
            || 'FROM (SELECT pg_catalog.row_number() OVER () AS number, '
            || 'pg_catalog.jsonb_build_array(%%s)::text AS line FROM %%I.%%I%%s) AS r',
            named.texts,
            kept.schema,
            kept."table",
            CASE
              WHEN kept."delete" IS NOT TRUE
                THEN
                  pg_catalog.format(
                    ' WHERE (%%s) IN (SELECT %%s FROM pg_catalog.jsonb_array_elements(%%L) AS w)',
                    named.keys,
                    named.wanted,
                    coalesce(kept."rows", '[]')
                  )
            END
          )
        ) AS found
      CROSS JOIN
        LATERAL (SELECT pg_catalog.regexp_match(found.word, '^(\d+) (\d+) (.*)$') AS words) AS part
      WHERE named.relation IS NOT NULL
      GROUP BY part.words[1]
    ) AS found
  ) AS "rows",
  kept."delete",
  NULL::oid AS classid,
  NULL::oid AS objid,
  0 AS objsubid
FROM kept
LEFT JOIN named ON kept.schema = named.schema AND kept."table" = named."table"
ORDER BY 1, 2
