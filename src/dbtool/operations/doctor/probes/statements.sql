WITH statement AS (
  SELECT
    s.calls,
    s.total_exec_time AS total_ms,
    s.mean_exec_time AS mean_ms,
    s.rows,
    pg_catalog.pg_get_userbyid(s.userid) AS "user",
    s.query,
    row_number() OVER (ORDER BY s.total_exec_time DESC, s.queryid ASC) AS by_total,
    row_number() OVER (ORDER BY s.mean_exec_time DESC, s.queryid ASC) AS by_mean
  FROM statements_schema.pg_stat_statements AS s
  WHERE s.dbid = (
    SELECT d.oid FROM pg_catalog.pg_database AS d
    WHERE d.datname = pg_catalog.current_database()
  )
)

SELECT
  s.calls,
  s.total_ms,
  s.mean_ms,
  s.rows,
  s."user",
  pg_catalog.left(s.query, 2000) AS query,
  s.by_total <= 10 AS top_total,
  s.by_mean <= 10 AS top_mean
FROM statement AS s
WHERE s.by_total <= 10 OR s.by_mean <= 10
ORDER BY s.by_total
