-- What views, policies, functions with an SQL body, and triggers depend on: relations, columns, functions.
WITH used AS (
  SELECT
    CASE
      WHEN depend.classid = 'pg_catalog.pg_rewrite'::regclass THEN 'view'
      WHEN depend.classid = 'pg_catalog.pg_policy'::regclass THEN 'policy'
      WHEN depend.classid = 'pg_catalog.pg_proc'::regclass THEN 'function'
      ELSE 'trigger'
    END AS user_kind,
    CASE
      WHEN depend.classid = 'pg_catalog.pg_rewrite'::regclass THEN rule.ev_class ELSE depend.objid
    END AS user_oid,
    CASE WHEN depend.refclassid = 'pg_catalog.pg_class'::regclass THEN 'relation' ELSE 'function' END
      AS used_kind,
    depend.refobjid AS used,
    attribute.attname AS column_name
  FROM pg_catalog.pg_depend AS depend
  LEFT JOIN pg_catalog.pg_rewrite AS rule
    ON depend.classid = 'pg_catalog.pg_rewrite'::regclass AND depend.objid = rule.oid
  LEFT JOIN pg_catalog.pg_attribute AS attribute
    ON
      depend.refclassid = 'pg_catalog.pg_class'::regclass
      AND depend.refobjid = attribute.attrelid
      AND depend.refobjsubid = attribute.attnum
      AND depend.refobjsubid > 0
  WHERE depend.classid IN (
    'pg_catalog.pg_rewrite'::regclass, 'pg_catalog.pg_policy'::regclass,
    'pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_trigger'::regclass
  )
  AND depend.refclassid IN ('pg_catalog.pg_class'::regclass, 'pg_catalog.pg_proc'::regclass)
  -- A view's rule depends on its own view, a function of an extension on nothing that matters here.
  AND depend.deptype IN ('n', 'a')
  AND depend.refobjid >= 16384
)

SELECT DISTINCT
  used.user_kind, used.user_oid::bigint, used.used_kind, used.used::bigint, used.column_name::text
FROM used
WHERE NOT (used.user_kind = 'view' AND used.used_kind = 'relation' AND used.user_oid = used.used)
ORDER BY 1, 2, 3, 4, 5
