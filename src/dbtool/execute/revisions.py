"""Where a database stands among its revisions. Only reads, and needs no ledger to be there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from alembic.script import Script

from dbtool.errors import InsufficientRights, LedgerConflict
from dbtool.execute.connect import Connection
from dbtool.execute.history import Applied, Entry, applied_revisions, has_ledger, open_entries
from dbtool.execute.reading import RevisionText, read_revision
from dbtool.execute.repository import HEAD, Repository, check_unchanged
from dbtool.model.key import Key
from dbtool.model.statement import Statement

VERSION_TABLE = "SELECT pg_catalog.to_regclass('dbtool.alembic_version') IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of the repository and what the database knows of it.

    Shape: `applied_at`, `by` and `duration` are None where it is not applied, or was by Alembic elsewhere;
           `unfinished` says that a run stopped in the middle of it; `text` is its whole file.
    """

    revision: str
    down_revision: str | None
    message: str
    path: Path
    applied: bool
    text: RevisionText
    steps: tuple[Statement, ...] = ()
    irreversible: str | None = None
    unfinished: bool = False
    applied_at: datetime | None = None
    by: str | None = None
    duration: timedelta | None = None

    @property
    def touches(self) -> Mapping[Key, tuple[str, ...]]:
        """What it changes; may be empty."""
        return self.text.touches


def current(connection: Connection) -> str | None:
    """Give the revision that the database is at, None before the first.

    Errors: InsufficientRights where the role may not read the ledger; LedgerConflict where there are several.
    """
    heads = _heads(connection)
    if len(heads) > 1:
        raise LedgerConflict(f"the database is at several revisions at once: {', '.join(heads)}")
    return heads[0] if heads else None


def pending(connection: Connection, script_location: str | Path, target: str = HEAD) -> tuple[Revision, ...]:
    """Give the revisions that `apply_revisions` would apply, in its order.

    Errors: as `current`; LedgerConflict where the database is ahead of the repository or an applied file
            was changed.
    """
    repository = Repository(script_location)
    heads = _heads(connection)
    recorded, entries = _ledger(connection)
    done = repository.applied(heads)
    check_unchanged([script for script in repository.scripts() if script.revision in done], recorded)
    steps = repository.upgrades(target, heads)
    return tuple(_revision(step.revision, done, recorded, entries) for step in steps)


def going_back(connection: Connection, script_location: str | Path, target: str) -> tuple[Revision, ...]:
    """Give the revisions that a rollback to `target` would take back, newest first, with their steps down.

    Errors: as `pending`.
    """
    repository = Repository(script_location)
    heads = _heads(connection)
    recorded, entries = _ledger(connection)
    done = repository.applied(heads)
    found = [step.revision for step in repository.downgrades(target, heads)]
    return tuple(
        replace(_revision(script, done, recorded, entries), steps=read_revision(Path(script.path)).down)
        for script in found
    )


def history(connection: Connection | None, script_location: str | Path) -> tuple[Revision, ...]:
    """Give all revisions of the repository, oldest first; without a connection none counts as applied.

    Errors: as `current`; LedgerConflict where the database is ahead of the repository.
    """
    repository = Repository(script_location)
    done: set[str] = set()
    recorded, entries = dict[str, Applied](), list[Entry]()
    if connection is not None:
        done = repository.applied(_heads(connection))
        recorded, entries = _ledger(connection)
    return tuple(_revision(script, done, recorded, entries) for script in repository.scripts())


def _revision(
    script: Script, done: set[str], recorded: Mapping[str, Applied], entries: list[Entry]
) -> Revision:
    text = read_revision(Path(script.path))
    known = recorded.get(script.revision) if script.revision in done else None
    down = script.down_revision
    return Revision(
        revision=script.revision,
        down_revision=down if isinstance(down, str) or down is None else ", ".join(down),
        message=script.doc or "",
        path=text.path,
        applied=script.revision in done,
        steps=text.up,
        text=text,
        irreversible=text.irreversible,
        unfinished=any(entry.revision == script.revision for entry in entries),
        applied_at=known.applied_at if known else None,
        by=known.by if known else None,
        duration=known.duration if known else None,
    )


def _heads(connection: Connection) -> tuple[str, ...]:
    try:
        found = connection.execute(VERSION_TABLE).fetchone()
        if not found or not found[0]:
            return ()
        rows = connection.execute("SELECT version_num FROM dbtool.alembic_version ORDER BY 1").fetchall()
    except psycopg.errors.InsufficientPrivilege as error:
        raise InsufficientRights(
            f"dbtool's ledger cannot be read: {error.diag.message_primary}",
            hint="grant this role USAGE on schema dbtool and SELECT on its tables",
        ) from None
    return tuple(row[0] for row in rows)


def _ledger(connection: Connection) -> tuple[dict[str, Applied], list[Entry]]:
    if not has_ledger(connection):
        return {}, []
    return dict(applied_revisions(connection)), open_entries(connection)
