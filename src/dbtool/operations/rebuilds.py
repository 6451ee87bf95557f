"""`dbtool rebuilds`: what rebuilds have kept of old, and its end."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import psycopg

from dbtool.errors import WrongUsage
from dbtool.execute import kept as execute
from dbtool.execute.failures import failure
from dbtool.execute.kept import Kept, kept_objects
from dbtool.execute.locks import applier_lock
from dbtool.execute.progress import Progress
from dbtool.model.statement import Statement
from dbtool.operations.sources import live_url, open_live
from dbtool.settings import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptResult:
    """What one database keeps of old, or kept until now; the newest first."""

    database: str
    kept: tuple[Kept, ...]


def kept(subject: Subject) -> KeptResult:
    """Give what rebuilds have kept; reads only."""
    with open_live(subject) as live:
        return KeptResult(database=subject.name, kept=tuple(kept_objects(live.connection)))


def drop_kept(subject: Subject, names: Set[str], *, wait: bool, progress: Progress) -> KeptResult:
    """Drop what is kept, or what of it has one of the names, and give that.

    What a rebuild has begun that nobody goes on with goes too, unless names are given.
    Errors: WrongUsage for a name that nothing kept has; StepFailed where something still reads from it;
            LockedByAnother without `wait`.
    """
    with applier_lock(live_url(subject), wait=wait, progress=progress) as connection:
        found = [one for one in kept_objects(connection) if not names or not names.isdisjoint(_names(one))]
        missing = set(names) - {name for one in found for name in _names(one)}
        if missing:
            raise WrongUsage(
                f"{subject.name} keeps nothing of {', '.join(sorted(missing))}",
                hint="dbtool rebuilds list says what is kept",
            )
        try:
            execute.drop_kept(connection, found, progress)
            if not names:
                execute.drop_unfinished(connection, progress)
        except psycopg.Error as error:
            what = Statement(sql="", note="Drops what a rebuild has kept of old.")
            raise failure(error, what) from None
    return KeptResult(database=subject.name, kept=tuple(found))


def _names(one: Kept) -> set[str]:
    return {one.was, f"{one.schema}.{one.name}", one.schema}
