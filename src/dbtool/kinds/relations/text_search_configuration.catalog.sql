SELECT
  n.nspname AS schema,
  c.cfgname AS name,
  ARRAY[pn.nspname::text, p.prsname::text] AS parser,
  (
    SELECT pg_catalog.jsonb_object_agg(token.alias, mapping.dictionaries)
    FROM (
      SELECT
        m.maptokentype,
        pg_catalog.jsonb_agg(m.mapdict::regdictionary::text ORDER BY m.mapseqno) AS dictionaries
      FROM pg_catalog.pg_ts_config_map AS m
      WHERE m.mapcfg = c.oid
      GROUP BY m.maptokentype
    ) AS mapping
    INNER JOIN pg_catalog.ts_token_type(c.cfgparser) AS token ON mapping.maptokentype = token.tokid
  ) AS mappings,
  pg_catalog.pg_get_userbyid(c.cfgowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_ts_config'::regclass::oid AS classid,
  c.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_ts_config AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.cfgnamespace = n.oid
INNER JOIN pg_catalog.pg_ts_parser AS p ON c.cfgparser = p.oid
INNER JOIN pg_catalog.pg_namespace AS pn ON p.prsnamespace = pn.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON c.oid = d.objoid AND d.classoid = 'pg_catalog.pg_ts_config'::regclass AND d.objsubid = 0
WHERE
  c.cfgnamespace = ANY(%(namespaces)s::oid[])
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_ts_config'::regclass
      AND member.objid = c.oid
      AND member.deptype = 'e'
  )
ORDER BY n.nspname, c.cfgname
