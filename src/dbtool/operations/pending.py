"""What the repository has and a live database has not been through."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from alembic.script import Script

from dbtool.execute.connect import Connection
from dbtool.execute.reading import read_revision
from dbtool.execute.repository import Repository
from dbtool.model.key import Key
from dbtool.settings import Subject

Touched = Mapping[Key, frozenset[str]]

_PRESENT = "SELECT pg_catalog.to_regclass('dbtool.alembic_version') IS NOT NULL"
_VERSIONS = "SELECT version_num FROM dbtool.alembic_version ORDER BY version_num"


def current_heads(connection: Connection) -> tuple[str, ...]:
    """Give the revisions that the database is at; empty for one that dbtool has never touched."""
    found = connection.execute(_PRESENT).fetchone()
    if not found or not found[0]:
        return ()
    return tuple(version for (version,) in connection.execute(_VERSIONS))


def pending_scripts(subject: Subject, connection: Connection) -> list[Script]:
    """Give the revisions still to be applied, oldest first.

    Errors: LedgerConflict where the database is ahead of the repository.
    """
    if subject.migrations is None:
        return []
    repository = Repository(subject.migrations)
    applied = repository.applied(current_heads(connection))
    return [script for script in repository.scripts() if script.revision not in applied]


def pending_revisions(subject: Subject, connection: Connection) -> tuple[str, ...]:
    """Give the identifiers of the revisions still to be applied, oldest first."""
    return tuple(script.revision for script in pending_scripts(subject, connection))


def pending_touches(subject: Subject, connection: Connection) -> Touched:
    """Give what the pending revisions say they touch: fields, or `create`, `drop`, `replace`."""
    found: dict[Key, set[str]] = {}
    for script in pending_scripts(subject, connection):
        for key, fields in (read_revision(Path(script.path)).touches or {}).items():
            found.setdefault(key, set()).update(fields)
    return {key: frozenset(fields) for key, fields in found.items()}


def head_of(migrations: Path) -> str | None:
    """Give the newest revision in the repository, None before the first."""
    scripts = Repository(migrations).scripts()
    return scripts[-1].revision if scripts else None
