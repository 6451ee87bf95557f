-- When each task was begun last and done last, and when it is due again.
WITH task AS (
  SELECT
    t.number,
    t.kind,
    t.path,
    t.name,
    t.fixed,
    t.every::interval AS step,
    t.start AS origin,
    coalesce(t.zone, 'UTC') AS zone
  FROM pg_catalog.jsonb_to_recordset(%(tasks)s::jsonb)
    AS t (number int, kind text, path text[], name text, every text, start timestamptz, zone text, fixed bool)
),

history AS (
  SELECT
    task.*,
    last.state,
    last.started_at,
    last.finished_at,
    last.figures,
    last.error,
    success.run_at AS done_at
  FROM task
  LEFT JOIN LATERAL (
    SELECT m.* FROM dbtool.maintenance AS m
    WHERE m.kind = task.kind AND m.path = task.path AND m.task = task.name
    ORDER BY m.started_at DESC, m.id DESC LIMIT 1
  ) AS last ON TRUE
  LEFT JOIN LATERAL (
    SELECT m.run_at FROM dbtool.maintenance AS m
    WHERE m.kind = task.kind AND m.path = task.path AND m.task = task.name AND m.state = 'done'
    ORDER BY m.started_at DESC, m.id DESC LIMIT 1
  ) AS success ON TRUE
),

planned AS (
  SELECT
    history.*,
    CASE
      WHEN history.fixed
        THEN (
          SELECT pg_catalog.min(slot.at)
          FROM (
          -- About how many steps from the start; months being of several lengths, some to either side.
            SELECT greatest(pg_catalog.floor(
              extract(EPOCH FROM coalesce(history.done_at, history.origin) - history.origin)
              / nullif(extract(EPOCH FROM 12 * history.step) / 12, 0)
            )::int, 0) AS number
          ) AS about
          CROSS JOIN LATERAL pg_catalog.generate_series(about.number - 3, about.number + 3) AS k (number)
          CROSS JOIN
            LATERAL (
              -- Wall time of the zone, so that a day is a day when clocks are changed.
              SELECT pg_catalog.timezone(
                history.zone, pg_catalog.timezone(history.zone, history.origin) + k.number * history.step
              ) AS at
            ) AS slot
          WHERE k.number >= 0 AND (history.done_at IS NULL OR slot.at > history.done_at)
        )
      ELSE coalesce(history.done_at + history.step, history.origin)
    END AS at
  FROM history
)

SELECT
  planned.number,
  planned.state,
  planned.started_at,
  planned.finished_at,
  planned.figures,
  planned.error,
  planned.done_at,
  due.at,
  -- A run of cron comes some seconds earlier or later than the one before.
  coalesce(
    due.at <= pg_catalog.now()
    + CASE WHEN planned.fixed THEN interval '0' ELSE least(planned.step / 20, interval '10 minutes') END,
    TRUE
  ) AS due,
  coalesce(due.at + planned.step < pg_catalog.now(), FALSE) AS overdue
FROM planned
CROSS JOIN
  LATERAL (
    SELECT CASE
    -- Never done: due since it was declared, which was at the last apply or before.
      WHEN planned.done_at IS NULL THEN greatest(planned.at, %(since)s::timestamptz) ELSE planned.at
    END AS at
  ) AS due
ORDER BY planned.number
