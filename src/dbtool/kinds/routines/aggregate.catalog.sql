SELECT
  n.nspname AS schema,
  p.proname AS name,
  pg_catalog.oidvectortypes(p.proargtypes) AS arguments,
  coalesce(NULLIF(pg_catalog.pg_get_function_identity_arguments(p.oid), ''), '*') AS signature,
  pg_catalog.format_type(p.prorettype, NULL) AS result,
  pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
    'sfunc', a.aggtransfn::regproc::text,
    'stype', pg_catalog.format_type(a.aggtranstype, NULL),
    'sspace', NULLIF(a.aggtransspace, 0)::text,
    'finalfunc', NULLIF(a.aggfinalfn::oid, 0)::regproc::text,
    'finalfunc_extra', CASE WHEN a.aggfinalextra THEN 'true' END,
    -- What is usual depends on the sort of aggregate.
    'finalfunc_modify', CASE
      WHEN a.aggfinalmodify = usual.modify THEN NULL
      WHEN a.aggfinalmodify = 'r' THEN 'read_only'
      WHEN a.aggfinalmodify = 's' THEN 'shareable'
      ELSE 'read_write'
    END,
    'combinefunc', NULLIF(a.aggcombinefn::oid, 0)::regproc::text,
    'serialfunc', NULLIF(a.aggserialfn::oid, 0)::regproc::text,
    'deserialfunc', NULLIF(a.aggdeserialfn::oid, 0)::regproc::text,
    'initcond', a.agginitval,
    'msfunc', NULLIF(a.aggmtransfn::oid, 0)::regproc::text,
    'minvfunc', NULLIF(a.aggminvtransfn::oid, 0)::regproc::text,
    'mstype', CASE WHEN a.aggmtranstype <> 0 THEN pg_catalog.format_type(a.aggmtranstype, NULL) END,
    'msspace', NULLIF(a.aggmtransspace, 0)::text,
    'mfinalfunc', NULLIF(a.aggmfinalfn::oid, 0)::regproc::text,
    'mfinalfunc_extra', CASE WHEN a.aggmfinalextra THEN 'true' END,
    'mfinalfunc_modify', CASE
      WHEN a.aggmtransfn::oid = 0 OR a.aggmfinalmodify = usual.modify THEN NULL
      WHEN a.aggmfinalmodify = 'r' THEN 'read_only'
      WHEN a.aggmfinalmodify = 's' THEN 'shareable'
      ELSE 'read_write'
    END,
    'minitcond', a.aggminitval,
    'sortop', 'OPERATOR(' || pg_catalog.quote_ident(opn.nspname) || '.' || op.oprname || ')',
    'parallel', CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' END,
    'hypothetical', CASE WHEN a.aggkind = 'h' THEN 'true' END
  )) AS definition,
  pg_catalog.pg_get_userbyid(p.proowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_proc'::regclass::oid AS classid,
  p.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_proc AS p
INNER JOIN pg_catalog.pg_aggregate AS a ON p.oid = a.aggfnoid
INNER JOIN pg_catalog.pg_namespace AS n ON p.pronamespace = n.oid
CROSS JOIN LATERAL (SELECT CASE a.aggkind WHEN 'n' THEN 'r'::"char" ELSE 'w'::"char" END AS modify) AS usual
LEFT JOIN pg_catalog.pg_operator AS op ON a.aggsortop = op.oid
LEFT JOIN pg_catalog.pg_namespace AS opn ON op.oprnamespace = opn.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON p.oid = d.objoid AND d.classoid = 'pg_catalog.pg_proc'::regclass AND d.objsubid = 0
WHERE
  p.pronamespace = ANY(%(namespaces)s::oid[])
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE member.classid = 'pg_catalog.pg_proc'::regclass AND member.objid = p.oid AND member.deptype = 'e'
  )
ORDER BY n.nspname, p.proname, pg_catalog.oidvectortypes(p.proargtypes)
