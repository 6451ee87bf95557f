SELECT
  n.nspname AS schema,
  p.proname AS name,
  -- Types alone are what makes two routines two: a parameter's name may change.
  pg_catalog.oidvectortypes(p.proargtypes) AS arguments,
  p.prokind = 'p' AS procedure,
  pg_catalog.pg_get_function_result(p.oid) AS result,
  -- What CREATE OR REPLACE holds fast: modes, names and types, and which inputs have a default.
  (
    SELECT
      pg_catalog.string_agg(
        pg_catalog.concat_ws(
          ' ',
          NULLIF(argument.mode, 'i'),
          NULLIF(argument.name, ''),
          pg_catalog.format_type(argument.type, NULL),
          CASE WHEN argument.input > p.pronargs - p.pronargdefaults THEN 'DEFAULT' END
        ),
        ', ' ORDER BY argument.position
      )
    FROM (
      SELECT
        every.type,
        every.mode,
        every.name,
        every.position,
        CASE
          WHEN coalesce(every.mode, 'i') IN ('i', 'b', 'v')
            THEN
              pg_catalog.count(*) FILTER (WHERE coalesce(every.mode, 'i') IN ('i', 'b', 'v'))
                OVER (ORDER BY every.position)
        END AS input
      FROM
        unnest(coalesce(p.proallargtypes, p.proargtypes::oid[]), p.proargmodes, p.proargnames)
        WITH ORDINALITY AS every (type, mode, name, position)
    ) AS argument
  ) AS signature,
  pg_catalog.pg_get_functiondef(p.oid) AS definition,
  pg_catalog.pg_get_userbyid(p.proowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_proc'::regclass::oid AS classid,
  p.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_proc AS p
INNER JOIN pg_catalog.pg_namespace AS n ON p.pronamespace = n.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON p.oid = d.objoid AND d.classoid = 'pg_catalog.pg_proc'::regclass AND d.objsubid = 0
WHERE
  -- Aggregates have no definition to print.
  p.prokind IN ('f', 'p', 'w')
  AND p.pronamespace = ANY(%(namespaces)s::oid[])
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_proc'::regclass
      AND member.objid = p.oid
      -- Of an extension, or the constructors of a range type.
      AND member.deptype IN ('e', 'i')
  )
ORDER BY n.nspname, p.proname, pg_catalog.oidvectortypes(p.proargtypes)
