-- The arguments that a call has to pass.
SELECT
  routine.oid::bigint,
  ARRAY(
    SELECT argument.oid::bigint
    FROM unnest(routine.proargtypes) WITH ORDINALITY AS argument (oid, place)
    WHERE argument.place <= routine.pronargs - routine.pronargdefaults
    ORDER BY argument.place
  ) AS types,
  coalesce(routine.proargnames, '{}') AS names
FROM pg_catalog.pg_proc AS routine
WHERE routine.oid = ANY(%(functions)s::oid[])
ORDER BY 1
