"""The journal of maintenance: a row for each task begun, seen by all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from dbtool import __version__
from dbtool.catalog.query import one
from dbtool.errors import InsufficientRights
from dbtool.execute.connect import Connection
from dbtool.execute.history import ensure_ledger
from dbtool.execute.maintain.task import Task

# By joins and not by a cast, which asks for USAGE on the schema.
_RIGHTS = """
SELECT
  pg_catalog.count(*) > 0 AS present,
  coalesce(pg_catalog.bool_and(
    pg_catalog.has_schema_privilege(n.oid, 'USAGE')
    AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
    AND pg_catalog.has_table_privilege(c.oid, 'INSERT')
    AND pg_catalog.has_table_privilege(c.oid, 'UPDATE')
  ), false) AS writable,
  coalesce(pg_catalog.bool_and(pg_catalog.has_table_privilege(c.oid, 'DELETE')), false) AS prunable
FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE n.nspname = 'dbtool' AND c.relname = 'maintenance'
"""
_BEGIN = """
INSERT INTO dbtool.maintenance (run, run_at, task, kind, path, state, version)
VALUES (%(run)s, %(run_at)s, %(task)s, %(kind)s, %(path)s, 'started', %(version)s)
RETURNING id
"""
_END = """
UPDATE dbtool.maintenance
SET state = %(state)s, finished_at = pg_catalog.clock_timestamp(), figures = %(figures)s, error = %(error)s,
  open = %(open)s
WHERE id = %(id)s
"""
_OPEN = "SELECT id, task, kind, path, state, remains FROM dbtool.maintenance WHERE open ORDER BY id"
_CLOSE = """
UPDATE dbtool.maintenance SET open = false,
  state = CASE state WHEN 'started' THEN 'interrupted' ELSE state END,
  finished_at = coalesce(finished_at, pg_catalog.clock_timestamp()),
  error = coalesce(error, 'the run was killed or lost its connection')
WHERE id = %s
"""
# What is looked at is the last of each task and its last success; the rest is history, kept for a while.
_PRUNE = """
DELETE FROM dbtool.maintenance AS m
WHERE m.finished_at < pg_catalog.clock_timestamp() - interval '90 days' AND NOT m.open
  AND EXISTS (
    SELECT FROM dbtool.maintenance AS later
    WHERE (later.kind, later.path, later.task) = (m.kind, m.path, m.task)
      AND later.id > m.id AND later.state = 'done'
  )
"""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A task that is not known to have ended cleanly."""

    id: int
    task: str
    kind: str
    path: list[str]
    state: str
    remains: Any


def open_journal(side: Connection) -> bool:
    """Make sure that the journal is there and can be written; say whether old rows may be deleted.

    Errors: InsufficientRights.
    """
    rights = one(side, _RIGHTS)
    if not rights["present"]:
        ensure_ledger(side)
        rights = one(side, _RIGHTS)
    if not rights["writable"]:
        user = side.info.user
        raise InsufficientRights(
            f'role "{user}" may not write dbtool.maintenance, where each task is journalled',
            hint="GRANT USAGE ON SCHEMA dbtool and SELECT, INSERT, UPDATE, DELETE ON dbtool.maintenance "
            "to it, or use another role",
        )
    return bool(rights["prunable"])


class Journal:
    """Writes the rows of one run; `side` is in autocommit, so that each is seen at once."""

    def __init__(self, side: Connection, run: UUID, run_at: datetime) -> None:
        self._side = side
        self._run = run
        self._run_at = run_at

    def begin(self, task: Task) -> int:
        """Add a task that starts now, and give its row's id."""
        values = {
            "run": self._run,
            "run_at": self._run_at,
            "task": task.name,
            "kind": task.kind,
            "path": list(task.path),
            "version": __version__,
        }
        row = self._side.execute(_BEGIN, values).fetchone()
        assert row is not None
        return int(row[0])

    def figures(self, entry: int, figures: Mapping[str, int]) -> None:
        """Record how far a task is."""
        query = "UPDATE dbtool.maintenance SET figures = %s WHERE id = %s"
        self._side.execute(query, [Jsonb(dict(figures)), entry])

    def remains(self, entry: int, remains: Any) -> None:
        """Record what an interruption from now on would leave behind, None for nothing."""
        query = "UPDATE dbtool.maintenance SET remains = %s WHERE id = %s"
        self._side.execute(query, [None if remains is None else Jsonb(remains), entry])

    def end(
        self, entry: int, state: str, figures: Mapping[str, int], error: str | None, *, cleared: bool = True
    ) -> None:
        """Record how a task ended; without `cleared` the next run looks for what is left of it."""
        values = {"id": entry, "state": state, "figures": Jsonb(dict(figures)), "error": error}
        self._side.execute(_END, {**values, "open": not cleared})


def unfinished(side: Connection) -> list[Unfinished]:
    """Give the tasks that are not known to have ended cleanly, oldest first."""
    with side.cursor(row_factory=class_row(Unfinished)) as cursor:
        return cursor.execute(_OPEN).fetchall()


def close(side: Connection, entry: Unfinished) -> None:
    """Take a task out of what the next run looks at."""
    side.execute(_CLOSE, [entry.id])


def prune(side: Connection) -> None:
    """Delete rows that nobody looks at any more."""
    try:
        side.execute(_PRUNE)
    except psycopg.errors.QueryCanceled:
        return  # the next run tries again
