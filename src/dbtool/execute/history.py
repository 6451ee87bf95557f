"""The journal in the live database: what ran, what was only begun, and which files were applied."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from dbtool import __version__
from dbtool.errors import InsufficientRights
from dbtool.execute.connect import Connection
from dbtool.model.statement import Statement

SCHEMA = "dbtool"
DIRECT = "direct:"
LEDGER = Path(__file__).with_name("ledger.sql")
COMPLETE = """
SELECT count(*) = 6 FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = 'dbtool' AND c.relname IN (
  'alembic_version', 'revisions', 'journal', 'declared', 'kept', 'maintenance'
)
"""
WRITABLE = """
SELECT pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND coalesce(bool_and(
  pg_catalog.has_table_privilege(c.oid, 'SELECT') AND pg_catalog.has_table_privilege(c.oid, 'INSERT')
  AND pg_catalog.has_table_privilege(c.oid, 'UPDATE') AND pg_catalog.has_table_privilege(c.oid, 'DELETE')
), true)
FROM pg_catalog.pg_namespace AS n
LEFT JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relkind = 'r'
WHERE n.nspname = 'dbtool'
GROUP BY n.oid
"""
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
OPEN = """
SELECT id, revision, direction, step, sql_hash, note, state, recover, error
FROM dbtool.journal WHERE open ORDER BY id
"""
RECORD = """
INSERT INTO dbtool.revisions (revision, checksum, duration) VALUES (%s, %s, %s)
ON CONFLICT (revision) DO UPDATE SET
  checksum = excluded.checksum, applied_at = pg_catalog.clock_timestamp(), by = session_user,
  duration = excluded.duration
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One journalled step of a run that is not finished."""

    id: int
    revision: str
    direction: str
    step: int
    sql_hash: str
    note: str
    state: str
    recover: str | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Applied:
    """What the database recorded of an applied revision."""

    revision: str
    checksum: str
    applied_at: datetime
    by: str
    duration: timedelta


@dataclass(frozen=True, slots=True)
class Position:
    """Where in which revision a step stands; `step` counts from 0."""

    revision: str
    direction: str
    step: int


def sql_hash(statement: Statement) -> str:
    """Give the hash by which a later run knows the statement again."""
    return hashlib.sha256(statement.sql.encode()).hexdigest()


def ensure_ledger(connection: Connection) -> None:
    """Create the schema `dbtool` and its tables where they are missing, in one transaction.

    Errors: InsufficientRights where the role may not, or may not write what is there.
    """
    try:
        with connection.transaction():
            found = connection.execute(COMPLETE).fetchone()
            if found is None or not found[0]:
                connection.execute(LEDGER.read_bytes())
    except psycopg.errors.InsufficientPrivilege as error:
        user, database = connection.info.user, connection.info.dbname
        raise InsufficientRights(
            f'role "{user}" may not create schema dbtool in "{database}": {error.diag.message_primary}',
            hint=f'run GRANT CREATE ON DATABASE "{database}" TO "{user}", or apply as the database\'s owner',
        ) from None
    writable = connection.execute(WRITABLE).fetchone()
    if writable is None or not writable[0]:
        raise InsufficientRights(
            f'role "{connection.info.user}" may not write dbtool\'s ledger in "{connection.info.dbname}"',
            hint="apply as the owner of schema dbtool, or as a member of that role",
        )


def has_ledger(connection: Connection) -> bool:
    """Say whether the ledger is there; changes nothing."""
    found = connection.execute(COMPLETE).fetchone()
    return bool(found and found[0])


def open_entries(connection: Connection) -> list[Entry]:
    """Give the steps of all runs that are not finished, oldest first."""
    with connection.cursor(row_factory=class_row(Entry)) as cursor:
        return cursor.execute(OPEN).fetchall()


def applied_revisions(connection: Connection) -> Mapping[str, Applied]:
    """Give what was recorded of each applied revision, by its identifier."""
    with connection.cursor(row_factory=class_row(Applied)) as cursor:
        cursor.execute("SELECT revision, checksum, applied_at, by, duration FROM dbtool.revisions")
        return {found.revision: found for found in cursor}


class Journal:
    """Writes the journal of one run on the connection that does the work, in its transaction if any."""

    def __init__(self, connection: Connection, run: UUID) -> None:
        self._connection = connection
        self._run = run

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

    def finish(self, entry: int) -> None:
        """Mark a started step as done."""
        self._connection.execute(
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
