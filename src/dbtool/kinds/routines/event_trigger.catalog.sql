SELECT
  e.evtname AS name,
  e.evtevent AS event,
  e.evttags AS tags,
  ARRAY[n.nspname::text, p.proname::text] AS function,
  CASE e.evtenabled
    WHEN 'O' THEN 'origin'
    WHEN 'D' THEN 'disabled'
    WHEN 'R' THEN 'replica'
    WHEN 'A' THEN 'always'
  END AS enabled,
  pg_catalog.pg_get_userbyid(e.evtowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_event_trigger'::regclass::oid AS classid,
  e.oid AS objid,
  0 AS objsubid
FROM pg_catalog.pg_event_trigger AS e
INNER JOIN pg_catalog.pg_proc AS p ON e.evtfoid = p.oid
INNER JOIN pg_catalog.pg_namespace AS n ON p.pronamespace = n.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON e.oid = d.objoid AND d.classoid = 'pg_catalog.pg_event_trigger'::regclass AND d.objsubid = 0
WHERE
  -- Such as TimescaleDB's.
  NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_event_trigger'::regclass
      AND member.objid = e.oid
      AND member.deptype = 'e'
  )
ORDER BY e.evtname
