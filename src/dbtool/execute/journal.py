"""The journal: a row for each step of a run, written on the connection that does the work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from dbtool import __version__
from dbtool.execute.connect import Connection
from dbtool.execute.history import Position, sql_hash
from dbtool.model.statement import Statement

INSERT = """
INSERT INTO dbtool.journal
  (run, revision, direction, step, sql_hash, note, state, recover, started_at, finished_at,
   error, open, version)
VALUES (
  %(run)s, %(revision)s, %(direction)s, %(step)s, %(sql_hash)s, %(note)s, %(state)s, %(recover)s,
  %(started_at)s, CASE WHEN %(state)s <> 'started' THEN pg_catalog.clock_timestamp() END,
  %(error)s, %(state)s <> 'failed', %(version)s
) RETURNING id
"""
INSERT_DONE = """
INSERT INTO dbtool.journal
  (run, revision, direction, step, sql_hash, note, state, recover, started_at, finished_at, open, version)
SELECT
  %(run)s, %(revision)s, %(direction)s, r.step, r.sql_hash, r.note, r.state, r.recover, r.started_at,
  r.finished_at, %(open)s, %(version)s
FROM ROWS FROM (
  pg_catalog.unnest(%(step)s::int[]), pg_catalog.unnest(%(sql_hash)s::text[]),
  pg_catalog.unnest(%(note)s::text[]), pg_catalog.unnest(%(state)s::text[]),
  pg_catalog.unnest(%(recover)s::text[]), pg_catalog.unnest(%(started_at)s::timestamptz[]),
  pg_catalog.unnest(%(finished_at)s::timestamptz[])
) WITH ORDINALITY AS r (step, sql_hash, note, state, recover, started_at, finished_at, place)
ORDER BY r.place
"""
RECORD = """
INSERT INTO dbtool.revisions (revision, checksum, duration) VALUES (%s, %s, %s)
ON CONFLICT (revision) DO UPDATE SET
  checksum = excluded.checksum, applied_at = pg_catalog.clock_timestamp(), by = session_user,
  duration = excluded.duration
"""


class Collected(NamedTuple):
    """The row of a step that is done. Units: `since` and `until` by this machine's clock."""

    position: Position
    statement: Statement
    state: str
    since: datetime
    until: datetime


class Journal:
    """Writes the journal of one run on the connection that does the work, in its transaction if any.

    Rows of steps that are done may be collected first; they are lost unless written before the transaction
    of their steps ends.
    """

    def __init__(self, connection: Connection, run: UUID) -> None:
        self._connection = connection
        self._run = run
        self._collected: list[Collected] = []

    def collect(self, position: Position, statement: Statement, state: str, since: datetime) -> None:
        """Keep the row of a step that is done, to be written with others."""
        self._collected.append(Collected(position, statement, state, since, datetime.now(UTC)))

    def forget_collected(self) -> None:
        """Drop what was collected: its transaction has been rolled back."""
        self._collected.clear()

    def write_collected(self, *, open: bool = True) -> None:
        """Write the collected rows in the open transaction; `open` False where it ends the revision."""
        if not self._collected:
            return
        position = self._collected[0].position
        columns = {
            "step": [row.position.step for row in self._collected],
            "sql_hash": [sql_hash(row.statement) for row in self._collected],
            "note": [row.statement.note for row in self._collected],
            "state": [row.state for row in self._collected],
            "recover": [row.statement.recover for row in self._collected],
            "started_at": [row.since for row in self._collected],
            "finished_at": [row.until for row in self._collected],
        }
        same = {
            "run": self._run,
            "revision": position.revision,
            "direction": position.direction,
            "open": open,
            "version": __version__,
        }
        self._connection.execute(INSERT_DONE, {**same, **columns})
        self._collected.clear()

    def write(
        self, position: Position, statement: Statement, state: str, since: datetime, error: str | None = None
    ) -> int:
        """Add a step and give its row's id."""
        values = {
            "run": self._run,
            "revision": position.revision,
            "direction": position.direction,
            "step": position.step,
            "sql_hash": sql_hash(statement),
            "note": statement.note,
            "state": state,
            "recover": statement.recover,
            "started_at": since,
            "error": error,
            "version": __version__,
        }
        row = self._connection.execute(INSERT, values).fetchone()
        assert row is not None
        return int(row[0])

    def finish(self, entry: int, *, on: Connection | None = None) -> None:
        """Mark a started step as done; `on` is the session that did it, where it is another."""
        (on or self._connection).execute(
            """
            UPDATE dbtool.journal SET state = 'done', finished_at = pg_catalog.clock_timestamp()
            WHERE id = %s
            """,
            [entry],
        )

    def fail(self, entry: int, error: str, *, cleared: bool) -> None:
        """Record why a started step failed; `cleared` says that nothing of it remains."""
        self._connection.execute(
            """
            UPDATE dbtool.journal SET error = %s, finished_at = pg_catalog.clock_timestamp(),
              open = NOT %s, state = CASE WHEN %s THEN 'failed' ELSE state END
            WHERE id = %s
            """,
            [error, cleared, cleared, entry],
        )

    def close(self, revision: str) -> None:
        """Mark all steps of a revision as belonging to a finished run."""
        self._connection.execute(
            "UPDATE dbtool.journal SET open = false WHERE open AND revision = %s", [revision]
        )

    def close_entry(self, entry: int) -> None:
        """Take one step out of what the next run has to look at."""
        self._connection.execute("UPDATE dbtool.journal SET open = false WHERE id = %s", [entry])

    def record(self, revision: str, checksum: str, duration: timedelta) -> None:
        """Record a revision as applied."""
        self._connection.execute(RECORD, [revision, checksum, duration])

    def forget(self, revision: str) -> None:
        """Record a revision as rolled back."""
        self._connection.execute("DELETE FROM dbtool.revisions WHERE revision = %s", [revision])
