"""The ledger in the live database: what ran, what was only begun, and which files were applied."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from psycopg.rows import class_row

from dbtool.errors import InsufficientRights
from dbtool.execute.connect import Connection
from dbtool.model.statement import Statement

SCHEMA = "dbtool"
DIRECT = "direct:"
LEDGER = Path(__file__).with_name("ledger.sql")
COMPLETE = """
SELECT count(*) = 7 FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = 'dbtool' AND c.relname IN (
  'alembic_version', 'revisions', 'journal', 'declared', 'kept', 'maintenance', 'aggregates'
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
OPEN = """
SELECT id, revision, direction, step, sql_hash, note, state, recover, error
FROM dbtool.journal WHERE open ORDER BY id
"""


# Whether the ledger says anything that a later run, or `dbtool maintain`, has to know.
NEEDED = """
SELECT EXISTS (SELECT FROM dbtool.alembic_version) OR EXISTS (SELECT FROM dbtool.revisions)
OR EXISTS (SELECT FROM dbtool.declared) OR EXISTS (SELECT FROM dbtool.kept)
OR EXISTS (SELECT FROM dbtool.maintenance) OR EXISTS (SELECT FROM dbtool.aggregates)
OR EXISTS (SELECT FROM dbtool.journal WHERE open)
"""
# Without CASCADE: what somebody else has put there stays, and the rest with it.
STAYS = (
    psycopg.errors.DependentObjectsStillExist,
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.LockNotAvailable,
)
CLEAR = """
DROP TABLE dbtool.alembic_version, dbtool.revisions, dbtool.journal,
dbtool.declared, dbtool.kept, dbtool.maintenance, dbtool.aggregates;
DROP SCHEMA dbtool
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


def clear_ledger(connection: Connection) -> None:
    """Drop the schema `dbtool` again where it tells of nothing but finished runs of plans."""
    with suppress(*STAYS), connection.transaction():
        needed = connection.execute(NEEDED).fetchone()
        if needed is not None and not needed[0]:
            connection.execute(CLEAR)


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
