WITH connection AS (
  SELECT
    s.oid,
    -- Only a superuser may read the column: its name stands in a query of its own, which is run only where
    -- it may. ts_stat is the one function of every build that runs a query; its words come in no order.
    CASE
      WHEN pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'SELECT')
        THEN (
          SELECT
            pg_catalog.string_agg(
              pg_catalog.substr(piece.word, 5), '' ORDER BY pg_catalog.left(piece.word, 4)::int
            )
          FROM
            pg_catalog.ts_stat(
              pg_catalog.format(
                'SELECT pg_catalog.array_to_tsvector(ARRAY(
                  SELECT pg_catalog.lpad(part.number::text, 4, ''0'')
                    || pg_catalog.substr(subconninfo, part.number * 200 + 1, 200)
                  FROM pg_catalog.generate_series(0, (pg_catalog.length(subconninfo) - 1) / 200) AS part (number)
                )) FROM pg_catalog.pg_subscription WHERE oid = %%s',
                s.oid
              )
            ) AS piece
        )
    END AS text
  FROM pg_catalog.pg_subscription AS s
  INNER JOIN pg_catalog.pg_database AS db ON s.subdbid = db.oid
  WHERE db.datname = pg_catalog.current_database()
),

-- A URL, taken apart; names and values are still as they stand in it.
url AS (
  SELECT
    c.oid,
    pg_catalog.regexp_match(
      c.text, '^postgres(?:ql)?://(?:([^:@/?]*)(?::([^@/?]*))?@)?([^/?]*)(?:/([^?]*))?(?:\?(.*))?$'
    ) AS part
  FROM connection AS c
),

pair AS (
  SELECT
    c.oid,
    said.number,
    said.item[1] AS name,
    -- A quoted value without its quotes; a backslash escapes the next sign.
    pg_catalog.regexp_replace(
      CASE
        WHEN said.item[2] LIKE '''%%'
          THEN pg_catalog.substr(said.item[2], 2, pg_catalog.length(said.item[2]) - 2)
        ELSE said.item[2]
      END,
      '\\(.)', '\1', 'g'
    ) AS value
  FROM connection AS c
  CROSS JOIN
    LATERAL pg_catalog.regexp_matches(
      c.text, '(\w+)\s*=\s*(''(?:[^''\\]|\\.)*''|(?:[^\s''\\]|\\.)(?:[^\s\\]|\\.)*|)', 'g'
    ) WITH ORDINALITY AS said (item, number)
  WHERE c.text !~ '^postgres(ql)?://'
  UNION ALL
  SELECT
    u.oid,
    given.number,
    given.name,
    (
      SELECT
        pg_catalog.convert_from(
          pg_catalog.string_agg(
            CASE
              WHEN sign.text[1] ~ '^%%..$' THEN pg_catalog.decode(pg_catalog.substr(sign.text[1], 2), 'hex')
              ELSE pg_catalog.convert_to(sign.text[1], 'UTF8')
            END,
            ''::bytea ORDER BY sign.number
          ),
          'UTF8'
        )
      FROM
        pg_catalog.regexp_matches(given.value, '%%[0-9A-Fa-f]{2}|[^%%]+|%%', 'g') WITH ORDINALITY
          AS sign (text, number)
    ) AS value
  FROM url AS u
  CROSS JOIN
    LATERAL (
      SELECT
        pg_catalog.string_agg(pg_catalog.btrim(address.part[1], '[]'), ',' ORDER BY address.number) AS hosts,
        pg_catalog.string_agg(address.part[2], ',' ORDER BY address.number) AS ports
      FROM (
        SELECT
          pg_catalog.regexp_match(listed.text, '^(\[[^]]*\]|[^:]*)(?::(.*))?$') AS part,
          listed.number
        FROM pg_catalog.regexp_split_to_table(u.part[3], ',') WITH ORDINALITY AS listed (text, number)
      ) AS address
    ) AS place
  CROSS JOIN
    LATERAL (
      SELECT word.number, word.name, word.value
      FROM (
        VALUES
        (-5, 'user', u.part[1]),
        (-4, 'password', u.part[2]),
        (-3, 'host', place.hosts),
        (-2, 'port', place.ports),
        (-1, 'dbname', u.part[4])
      ) AS word (number, name, value)
      UNION ALL
      SELECT
        parameter.number,
        pg_catalog.split_part(parameter.text, '=', 1),
        pg_catalog.substr(parameter.text, pg_catalog.strpos(parameter.text, '=') + 1)
      FROM pg_catalog.regexp_split_to_table(u.part[5], '&') WITH ORDINALITY AS parameter (text, number)
    ) AS given
  WHERE u.part IS NOT NULL AND given.value <> ''
)

SELECT
  s.subname AS name,
  -- NULL where nobody may read it.
  CASE WHEN c.text IS NOT NULL THEN coalesce(plain.options, '{}') END AS connection,
  coalesce(secret.names, ARRAY[]::text[]) AS secret_options,
  secret.variables AS secrets,
  ARRAY(
    SELECT p.name FROM pg_catalog.unnest(s.subpublications) AS p (name)
    ORDER BY p.name
  ) AS publications,
  s.subslotname AS slot,
  -- What is not enabled may be so only because it was just made.
  NULLIF(s.subenabled, FALSE) AS enabled,
  s.subbinary AS "binary",
  -- A truth value before PostgreSQL 16.
  CASE
    WHEN s.substream::text IN ('t', 'true') THEN 'on'
    WHEN s.substream::text = 'p' THEN 'parallel'
    ELSE 'off'
  END AS streaming,
  s.subtwophasestate <> 'd' AS two_phase,
  s.subdisableonerr AS disable_on_error,
  s.subpasswordrequired AS password_required,
  s.subrunasowner AS run_as_owner,
  s.suborigin AS origin,
  s.subfailover AS failover,
  s.subsynccommit AS synchronous_commit,
  pg_catalog.pg_get_userbyid(s.subowner) AS owner,
  d.description AS comment,
  'pg_catalog.pg_subscription'::regclass::oid AS classid,
  s.oid AS objid,
  0 AS objsubid
-- What the server's version does not have: the names are then not the catalog's, but these.
FROM (
  SELECT TRUE AS subpasswordrequired, FALSE AS subrunasowner, 'any'::text AS suborigin, FALSE AS subfailover
) AS before
CROSS JOIN
  LATERAL (
    SELECT
      k.oid,
      k.subname,
      k.subpublications,
      k.subslotname,
      k.subenabled,
      k.subbinary,
      k.substream,
      k.subtwophasestate,
      k.subdisableonerr,
      k.subsynccommit,
      k.subowner,
      subpasswordrequired, -- noqa: RF02, RF03
      subrunasowner, -- noqa: RF02, RF03
      suborigin, -- noqa: RF02, RF03
      subfailover -- noqa: RF02, RF03
    FROM pg_catalog.pg_subscription AS k
    WHERE k.oid IN (SELECT c.oid FROM connection AS c)
  ) AS s
INNER JOIN connection AS c ON s.oid = c.oid
LEFT JOIN pg_catalog.pg_description AS d
  ON s.oid = d.objoid AND d.classoid = 'pg_catalog.pg_subscription'::regclass AND d.objsubid = 0
CROSS JOIN
  LATERAL (
    -- In the order of the text, which a dump shows.
    SELECT pg_catalog.json_object_agg(p.name, p.value ORDER BY p.number) AS options
    FROM pair AS p
    WHERE p.oid = s.oid AND p.name !~* 'passw|secret|token|credential|private|(^|_)key$'
  ) AS plain
CROSS JOIN
  LATERAL (
    SELECT
      pg_catalog.array_agg(p.name ORDER BY p.name) AS names,
      -- On scratch the value is the reference; what it stands for is never read.
      pg_catalog.jsonb_object_agg(p.name, pg_catalog.substr(p.value, 5))
      FILTER (WHERE p.value ~ '^env:[A-Za-z_][A-Za-z0-9_]*$') AS variables
    FROM pair AS p
    WHERE p.oid = s.oid AND p.name ~* 'passw|secret|token|credential|private|(^|_)key$'
  ) AS secret
WHERE
  NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS member
    WHERE
      member.classid = 'pg_catalog.pg_subscription'::regclass
      AND member.objid = s.oid
      AND member.deptype = 'e'
  )
ORDER BY s.subname
