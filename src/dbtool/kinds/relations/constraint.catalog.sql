SELECT
  n.nspname AS schema,
  c.relname AS "table",
  con.conname AS name,
  CASE con.contype
    WHEN 'p' THEN 'primary key'
    WHEN 'u' THEN 'unique'
    WHEN 'c' THEN 'check'
    WHEN 'f' THEN 'foreign key'
    WHEN 'x' THEN 'exclusion'
  END AS type,
  -- The server appends these words last, in this order, by the same flags: cut by length, not by search.
  -- Printed once, with a letter more, since nothing cut off would be everything.
  pg_catalog.left(
    pg_catalog.pg_get_constraintdef(con.oid) || '.',
    -1 - pg_catalog.length(
      CASE WHEN con.condeferrable THEN ' DEFERRABLE' ELSE '' END
      || CASE WHEN con.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END
      || CASE
        WHEN NOT con.conenforced THEN ' NOT ENFORCED'
        WHEN NOT con.convalidated THEN ' NOT VALID'
        ELSE ''
      END
    )
  ) AS definition,
  con.convalidated OR NOT con.conenforced AS validated,
  con.conenforced AS enforced,
  con.condeferrable AS "deferrable",
  con.condeferred AS deferred,
  CASE WHEN con.contype = 'f' THEN ARRAY[rn.nspname::text, r.relname::text] END AS "references",
  -- Only that of a partitioned table whose partitions lack their parts is not.
  coalesce(i.indisvalid, TRUE) AS valid,
  part.whole AS part_of,
  -- The definition of an exclusion has them already.
  CASE
    WHEN con.contype IN ('p', 'u') AND ic.reloptions IS NOT NULL
      THEN
        (
          SELECT pg_catalog.json_object_agg(o.option_name, o.option_value)
          FROM pg_catalog.pg_options_to_table(ic.reloptions) AS o
        )
  END AS options,
  ts.spcname AS tablespace,
  i.indisclustered AS clustered,
  di.description AS index_comment,
  d.description AS comment,
  'pg_catalog.pg_constraint'::regclass::oid AS classid,
  con.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
-- Before PostgreSQL 18 every constraint is enforced: the name is then not the catalog's, but this one's.
CROSS JOIN (SELECT TRUE AS conenforced) AS before_18
CROSS JOIN
  LATERAL (
    SELECT
      k.oid,
      k.conname,
      k.contype,
      k.condeferrable,
      k.condeferred,
      k.convalidated,
      k.confrelid,
      k.conindid,
      conenforced -- noqa: RF02, RF03
    FROM pg_catalog.pg_constraint AS k
    WHERE
      k.conrelid = c.oid
      -- Constraint triggers are triggers; NOT NULL, a constraint since PostgreSQL 18, is the column's.
      AND k.contype IN ('p', 'u', 'c', 'f', 'x')
      -- A partition's or chunk's copy is the parent's, and so is what is only inherited; but not the part of
      -- a key that waits for its parts.
      AND (
        (k.conparentid = 0 AND (k.conislocal OR k.coninhcount = 0))
        OR EXISTS (
          SELECT FROM pg_catalog.pg_constraint AS above
          INNER JOIN pg_catalog.pg_index AS waiting ON above.conindid = waiting.indexrelid
          WHERE k.contype IN ('p', 'u', 'x') AND above.oid = k.conparentid AND NOT waiting.indisvalid
        )
      )
  ) AS con
-- A foreign key's is the index of the key that it refers to.
LEFT JOIN pg_catalog.pg_index AS i ON con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x')
LEFT JOIN pg_catalog.pg_class AS ic ON i.indexrelid = ic.oid
LEFT JOIN pg_catalog.pg_tablespace AS ts ON ic.reltablespace = ts.oid
LEFT JOIN pg_catalog.pg_description AS di
  ON ic.oid = di.objoid AND di.classoid = 'pg_catalog.pg_class'::regclass AND di.objsubid = 0
LEFT JOIN pg_catalog.pg_class AS r ON con.confrelid = r.oid
LEFT JOIN pg_catalog.pg_namespace AS rn ON r.relnamespace = rn.oid
LEFT JOIN LATERAL (
  SELECT
    CASE
      WHEN wk.oid IS NULL THEN ARRAY[wn.nspname::text, w.relname::text]
      ELSE ARRAY[wn.nspname::text, wt.relname::text, wk.conname::text]
    END AS whole
  FROM pg_catalog.pg_inherits AS h
  INNER JOIN pg_catalog.pg_index AS wi ON h.inhparent = wi.indexrelid
  INNER JOIN pg_catalog.pg_class AS w ON wi.indexrelid = w.oid
  INNER JOIN pg_catalog.pg_class AS wt ON wi.indrelid = wt.oid
  INNER JOIN pg_catalog.pg_namespace AS wn ON w.relnamespace = wn.oid
  LEFT JOIN pg_catalog.pg_constraint AS wk
    ON wi.indexrelid = wk.conindid AND wi.indrelid = wk.conrelid AND wk.contype IN ('p', 'u', 'x')
  WHERE c.relispartition AND h.inhrelid = i.indexrelid
) AS part ON TRUE
LEFT JOIN pg_catalog.pg_description AS d
  ON con.oid = d.objoid AND d.classoid = 'pg_catalog.pg_constraint'::regclass AND d.objsubid = 0
WHERE c.relkind IN ('r', 'p', 'f') AND c.oid = ANY(%(relations)s::oid[])
ORDER BY n.nspname, c.relname, con.conname
