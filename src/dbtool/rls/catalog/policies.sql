SELECT
  policy.oid::bigint,
  policy.polrelid::bigint,
  policy.polname::text,
  CASE policy.polcmd
    WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all'
  END AS command,
  policy.polpermissive,
  ARRAY(
    SELECT coalesce(role.rolname, 'PUBLIC')::text
    FROM unnest(policy.polroles) AS member (oid)
    LEFT JOIN pg_catalog.pg_roles AS role ON member.oid = role.oid
    ORDER BY 1
  ) AS roles,
  pg_catalog.pg_get_expr(policy.polqual, policy.polrelid) AS using_text,
  pg_catalog.pg_get_expr(policy.polwithcheck, policy.polrelid) AS check_text,
  policy.polqual::text AS using_tree,
  policy.polwithcheck::text AS check_tree
FROM pg_catalog.pg_policy AS policy
WHERE policy.polrelid = ANY(%(relations)s::oid[])
ORDER BY policy.polrelid, policy.polname
