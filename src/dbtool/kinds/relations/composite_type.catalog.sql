SELECT
  n.nspname AS schema,
  t.typname AS name,
  attribute.attributes,
  attribute.comments,
  EXISTS(
    SELECT
    FROM pg_catalog.pg_depend AS holder
    LEFT JOIN pg_catalog.pg_class AS c
      ON holder.classid = 'pg_catalog.pg_class'::regclass AND holder.objid = c.oid
    WHERE
      holder.refclassid = 'pg_catalog.pg_type'::regclass
      AND holder.refobjid IN (t.oid, t.typarray)
      AND (
        -- A view's columns hold nothing, and a typed table is of the type as a whole.
        (holder.objsubid > 0 AND c.relkind IN ('r', 'p', 'm', 'f', 'c'))
        -- Domains and ranges over it.
        OR (holder.classid = 'pg_catalog.pg_type'::regclass AND holder.deptype = 'n')
      )
  ) AS stored,
  attribute.named,
  pg_catalog.pg_get_userbyid(t.typowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_type'::regclass::oid AS classid,
  t.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_class AS relation
INNER JOIN pg_catalog.pg_type AS t ON relation.reltype = t.oid
INNER JOIN pg_catalog.pg_namespace AS n ON t.typnamespace = n.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON t.oid = d.objoid AND d.classoid = 'pg_catalog.pg_type'::regclass AND d.objsubid = 0
LEFT JOIN LATERAL (
  SELECT
    pg_catalog.jsonb_agg(
      CASE
        WHEN co.oid IS NULL
          THEN pg_catalog.jsonb_build_array(a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod))
        ELSE
          pg_catalog.jsonb_build_array(
            a.attname,
            pg_catalog.format_type(a.atttypid, a.atttypmod),
            pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname)
          )
      END
      ORDER BY a.attnum
    ) AS attributes,
    pg_catalog.jsonb_object_agg(a.attname, said.description)
    FILTER (WHERE said.description IS NOT NULL) AS comments,
    pg_catalog.array_agg(a.attname::text ORDER BY a.attnum) FILTER (
      WHERE EXISTS (
        SELECT FROM pg_catalog.pg_depend AS reader
        WHERE
          reader.refclassid = 'pg_catalog.pg_class'::regclass
          AND reader.refobjid = a.attrelid
          AND reader.refobjsubid = a.attnum
      )
    ) AS named
  FROM pg_catalog.pg_attribute AS a
  INNER JOIN pg_catalog.pg_type AS own ON a.atttypid = own.oid
  -- Only where it is not the type's own.
  LEFT JOIN pg_catalog.pg_collation AS co ON a.attcollation = co.oid AND a.attcollation <> own.typcollation
  LEFT JOIN pg_catalog.pg_namespace AS cn ON co.collnamespace = cn.oid
  LEFT JOIN pg_catalog.pg_description AS said
    ON
      a.attrelid = said.objoid
      AND said.classoid = 'pg_catalog.pg_class'::regclass
      AND a.attnum = said.objsubid
  WHERE a.attrelid = relation.oid AND a.attnum > 0 AND NOT a.attisdropped
) AS attribute ON TRUE
WHERE
  -- The row type of a table or view is a part of it.
  relation.relkind = 'c'
  AND relation.oid = ANY(%(relations)s::oid[])
  -- It is the type, not its relation, that is a member of an extension.
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE member.classid = 'pg_catalog.pg_type'::regclass AND member.objid = t.oid AND member.deptype = 'e'
  )
ORDER BY n.nspname, t.typname
