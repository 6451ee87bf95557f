SELECT
  n.nspname AS schema,
  c.relname AS "table",
  a.attname AS name,
  -- Counted anew: attnum has a gap where a column was dropped, which is history and not shape.
  pg_catalog.row_number() OVER (PARTITION BY n.nspname, c.relname ORDER BY a.attnum) AS position,
  pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
  CASE WHEN co.oid IS NOT NULL THEN ARRAY[cn.nspname::text, co.collname::text] END AS "collation",
  NOT a.attnotnull AS nullable,
  CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity_generation,
  CASE
    WHEN a.attidentity <> ''
      THEN
        (
          SELECT
            pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
              -- Where it is not what the server makes of table and column, with a number if that is taken.
              'name', CASE
                WHEN
                  pg_catalog.octet_length(usual.name) <= 63
                  AND pg_catalog.rtrim(sequence.relname, '0123456789')
                  <> pg_catalog.rtrim(usual.name, '0123456789')
                  THEN sequence.relname
              END,
              'comment', sd.description,
              'start',
              NULLIF(s.seqstart, CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END)::text,
              'increment', NULLIF(s.seqincrement, 1)::text,
              'minvalue', NULLIF(s.seqmin, CASE WHEN s.seqincrement > 0 THEN 1 ELSE bounds.lowest END)::text,
              'maxvalue',
              NULLIF(s.seqmax, CASE WHEN s.seqincrement > 0 THEN bounds.highest ELSE -1 END)::text,
              'cache', NULLIF(s.seqcache, 1)::text,
              'cycle', CASE WHEN s.seqcycle THEN 'true' END,
              -- Where it is not as the table is.
              'unlogged', NULLIF(sequence.relpersistence = 'u', c.relpersistence = 'u')::text
            ))
          FROM pg_catalog.pg_depend AS part
          INNER JOIN pg_catalog.pg_sequence AS s ON part.objid = s.seqrelid
          INNER JOIN pg_catalog.pg_class AS sequence ON s.seqrelid = sequence.oid
          LEFT JOIN pg_catalog.pg_description AS sd
            ON sequence.oid = sd.objoid AND sd.classoid = 'pg_catalog.pg_class'::regclass AND sd.objsubid = 0
          CROSS JOIN LATERAL (SELECT c.relname || '_' || a.attname || '_seq' AS name) AS usual
          CROSS JOIN
            LATERAL (
              SELECT
                CASE s.seqtypid
                  WHEN 21 THEN -32768 WHEN 23 THEN -2147483648 ELSE -9223372036854775808
                END AS lowest,
                CASE s.seqtypid
                  WHEN 21 THEN 32767 WHEN 23 THEN 2147483647 ELSE 9223372036854775807
                END AS highest
            ) AS bounds
          WHERE
            part.classid = 'pg_catalog.pg_class'::regclass
            AND part.refclassid = 'pg_catalog.pg_class'::regclass
            AND part.refobjid = a.attrelid
            AND part.refobjsubid = a.attnum
            AND part.deptype = 'i'
        )
  END AS identity_options,
  CASE
    WHEN a.attgenerated <> ''
      THEN
        (
          SELECT pg_catalog.pg_get_expr(ad.adbin, ad.adrelid)
          FROM pg_catalog.pg_attrdef AS ad
          WHERE ad.adrelid = a.attrelid AND ad.adnum = a.attnum
        )
  END AS generated,
  a.attgenerated = 'v' AS virtual,
  CASE NULLIF(a.attstorage, t.typstorage)
    WHEN 'p' THEN 'plain'
    WHEN 'e' THEN 'external'
    WHEN 'x' THEN 'extended'
    WHEN 'm' THEN 'main'
  END AS storage,
  CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
  -- The default is -1 before PostgreSQL 17 and NULL from then on.
  NULLIF(a.attstattarget, -1) AS statistics,
  CASE
    WHEN a.attoptions IS NOT NULL
      THEN
        (
          SELECT pg_catalog.json_object_agg(o.option_name, o.option_value)
          FROM pg_catalog.pg_options_to_table(a.attoptions) AS o
        )
  END AS options,
  CASE
    WHEN a.attfdwoptions IS NOT NULL
      THEN
        (
          SELECT pg_catalog.jsonb_object_agg(o.option_name, o.option_value)
          FROM pg_catalog.pg_options_to_table(a.attfdwoptions) AS o
        )
  END AS fdw_options,
  d.description AS comment,
  'pg_catalog.pg_class'::regclass::oid AS classid,
  a.attrelid AS objid,
  a.attnum::int AS objsubid
FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
INNER JOIN pg_catalog.pg_attribute AS a ON c.oid = a.attrelid
INNER JOIN pg_catalog.pg_type AS t ON a.atttypid = t.oid
-- Only where it is not the type's own.
LEFT JOIN pg_catalog.pg_collation AS co ON a.attcollation = co.oid AND a.attcollation <> t.typcollation
LEFT JOIN pg_catalog.pg_namespace AS cn ON co.collnamespace = cn.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON a.attrelid = d.objoid AND d.classoid = 'pg_catalog.pg_class'::regclass AND a.attnum = d.objsubid
WHERE
  c.relkind IN ('r', 'p', 'f')
  AND c.oid = ANY(%(relations)s::oid[])
  AND a.attnum > 0
  AND NOT a.attisdropped
  -- A column that a partition or child has only from its parent is the parent's.
  AND a.attislocal
ORDER BY n.nspname, c.relname, a.attnum
