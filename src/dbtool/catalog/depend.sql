-- The edges of the claimed objects and of their internal parts, and who owns what these point at.
WITH RECURSIVE claimed AS (
  SELECT address.classid, address.objid
  FROM unnest(%(classids)s::oid[], %(objids)s::oid[]) AS address (classid, objid)
),

part AS (
  SELECT c.classid, c.objid
  FROM claimed AS c
  UNION
  SELECT d.classid, d.objid
  FROM claimed AS c
  INNER JOIN pg_catalog.pg_depend AS d ON c.classid = d.refclassid AND c.objid = d.refobjid
  WHERE
    -- Parts that need something themselves: a view's rule, a generation expression, a constraint's index.
    (
      d.deptype = 'i'
      AND d.classid IN (
        'pg_catalog.pg_rewrite'::regclass, 'pg_catalog.pg_attrdef'::regclass, 'pg_catalog.pg_class'::regclass
      )
    )
    -- What an operator class or family is made of.
    OR (
      d.deptype IN ('a', 'i')
      AND d.classid IN ('pg_catalog.pg_amop'::regclass, 'pg_catalog.pg_amproc'::regclass)
      AND d.refclassid IN ('pg_catalog.pg_opclass'::regclass, 'pg_catalog.pg_opfamily'::regclass)
    )
    -- A domain's checks depend on it automatically, and are part of its fact all the same.
    OR (
      d.deptype = 'a'
      AND d.classid = 'pg_catalog.pg_constraint'::regclass
      AND d.refclassid = 'pg_catalog.pg_type'::regclass
    )
),

need AS (
  SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid, d.deptype
  FROM part AS p
  INNER JOIN pg_catalog.pg_depend AS d ON p.classid = d.classid AND p.objid = d.objid
  WHERE
    -- OWNED BY is a fact of its own, so that a default can need the sequence and the sequence not the column.
    (
      d.deptype <> 'a'
      OR d.refobjsubid = 0
      OR d.classid <> 'pg_catalog.pg_class'::regclass
      OR d.objid NOT IN (SELECT s.seqrelid FROM pg_catalog.pg_sequence AS s)
    )
    -- A range type and its canonical function need each other: the one makes the other.
    AND NOT (
      d.classid = 'pg_catalog.pg_type'::regclass
      AND d.refclassid = 'pg_catalog.pg_proc'::regclass
      AND d.objid IN (
        SELECT r.rngtypid FROM pg_catalog.pg_range AS r
        WHERE r.rngcanonical = d.refobjid
        UNION ALL
        -- So do a base type and the functions that read and give its values.
        SELECT t.oid FROM pg_catalog.pg_type AS t
        WHERE t.oid = d.objid AND d.refobjid IN (t.typinput, t.typoutput, t.typreceive, t.typsend)
      )
    )
),

owner AS (
  SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid, d.deptype
  FROM (SELECT DISTINCT n.refclassid, n.refobjid FROM need AS n) AS target
  INNER JOIN pg_catalog.pg_depend AS d ON target.refclassid = d.classid AND target.refobjid = d.objid
  -- Internal part of, member of an extension, or a partition's copy of its parent's object.
  WHERE d.deptype IN ('i', 'e', 'P', 'S')
  UNION
  SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid, d.deptype
  FROM owner AS o
  INNER JOIN pg_catalog.pg_depend AS d ON o.refclassid = d.classid AND o.refobjid = d.objid
  WHERE d.deptype IN ('i', 'e', 'P', 'S')
)

SELECT n.classid, n.objid, n.objsubid, n.refclassid, n.refobjid, n.refobjsubid, n.deptype::text AS deptype
FROM need AS n
UNION ALL
SELECT o.classid, o.objid, o.objsubid, o.refclassid, o.refobjid, o.refobjsubid, o.deptype::text AS deptype
FROM owner AS o
