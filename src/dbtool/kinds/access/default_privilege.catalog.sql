WITH entry AS (
  SELECT
    a.oid,
    a.defaclrole AS creator,
    coalesce(n.nspname, '') AS schema,
    CASE a.defaclobjtype
      WHEN 'r' THEN 'tables'
      WHEN 'S' THEN 'sequences'
      WHEN 'f' THEN 'functions'
      WHEN 'T' THEN 'types'
      WHEN 'n' THEN 'schemas'
      WHEN 'L' THEN 'large objects'
    END AS "on",
    a.defaclacl AS acl,
    -- An entry for one schema adds to nothing; one for every schema stands in the place of the default.
    CASE
      WHEN a.defaclnamespace = 0
        THEN
          -- The catalog's letter for sequences is not acldefault's.
          pg_catalog.acldefault(
            CASE a.defaclobjtype WHEN 'S' THEN 's'::"char" ELSE a.defaclobjtype END, a.defaclrole
          )
    END AS usual
  FROM pg_catalog.pg_default_acl AS a
  LEFT JOIN pg_catalog.pg_namespace AS n ON a.defaclnamespace = n.oid
  WHERE a.defaclnamespace = 0 OR a.defaclnamespace = ANY(%(namespaces)s::oid[])
),

held AS (
  SELECT
    e.oid,
    x.grantee,
    pg_catalog.array_agg(DISTINCT x.privilege_type ORDER BY x.privilege_type) AS privileges,
    pg_catalog.array_agg(DISTINCT x.privilege_type ORDER BY x.privilege_type)
    -- A creator passes on what it likes.
    FILTER (WHERE x.is_grantable AND x.grantee <> e.creator) AS grantable
  FROM entry AS e
  CROSS JOIN LATERAL pg_catalog.aclexplode(e.acl) AS x
  GROUP BY e.oid, x.grantee
),

usual AS (
  SELECT
    e.oid,
    x.grantee,
    pg_catalog.array_agg(DISTINCT x.privilege_type ORDER BY x.privilege_type) AS privileges
  FROM entry AS e
  CROSS JOIN LATERAL pg_catalog.aclexplode(e.usual) AS x
  GROUP BY e.oid, x.grantee
)

SELECT
  pg_catalog.pg_get_userbyid(entry.creator) AS creator,
  entry.schema,
  entry."on",
  CASE both_sides.grantee
    WHEN 0 THEN 'PUBLIC'
    ELSE pg_catalog.pg_get_userbyid(both_sides.grantee)::text
  END AS grantee,
  both_sides.privileges,
  both_sides.grantable,
  both_sides."default",
  NULL::oid AS classid,
  NULL::oid AS objid,
  NULL::int AS objsubid
FROM (
  SELECT oid, grantee, held.privileges, held.grantable, usual.privileges AS "default"
  FROM held
  FULL OUTER JOIN usual USING (oid, grantee)
  WHERE held.privileges IS DISTINCT FROM usual.privileges OR held.grantable IS NOT NULL
) AS both_sides
INNER JOIN entry ON both_sides.oid = entry.oid
ORDER BY 1, 2, 3, 4
