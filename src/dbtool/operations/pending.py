"""What the repository has and a live database has not been through."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dbtool.errors import WrongUsage
from dbtool.execute.connect import Connection
from dbtool.execute.revisions import Revision, history, pending
from dbtool.model.key import Key
from dbtool.settings import Subject

Touched = Mapping[Key, frozenset[str]]


def pending_of(subject: Subject, connection: Connection) -> tuple[Revision, ...]:
    """Give the revisions still to be applied, oldest first; none without a project.

    Errors: LedgerConflict where the database is ahead of the repository or an applied file was edited.
    """
    return pending(connection, subject.migrations) if subject.migrations else ()


def require_revisions(subject: Subject) -> None:
    """Raise WrongUsage for a project that has no revision yet: there is nothing that could be applied."""
    if subject.migrations is not None and head_of(subject.migrations) is None:
        raise WrongUsage(
            f"{subject.name} has no revision yet",
            hint='write the first with `dbtool revision -m "…"`, or apply the definitions with --direct',
        )


def touches_of(revisions: tuple[Revision, ...]) -> Touched:
    """Give what the revisions say they touch: fields, or `create`, `drop`, `replace`."""
    found: dict[Key, set[str]] = {}
    for revision in revisions:
        for key, fields in revision.touches.items():
            found.setdefault(key, set()).update(fields)
    return {key: frozenset(fields) for key, fields in found.items()}


def head_of(migrations: Path) -> str | None:
    """Give the newest revision in the repository, None before the first."""
    revisions = history(None, migrations)
    return revisions[-1].revision if revisions else None
