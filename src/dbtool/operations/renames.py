"""Renames of a verb: what definitions and `--rename` say is renamed first, the rest is planned from there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from dbtool.definitions.contract import RenamedFrom
from dbtool.diff.differ import diff
from dbtool.kinds.places import anything_moves
from dbtool.kinds.rebuilds import to_rebuild
from dbtool.model.change import AnyChange, Rename
from dbtool.model.database import Database
from dbtool.model.plan import Plan
from dbtool.planner.planner import touched as touched_by
from dbtool.planner.renames import Renamed, offered
from dbtool.settings import Subject

# Asked which of the offered renames are true; the answer is those.
Ask = Callable[[Sequence[Rename]], Sequence[Rename]]


def nobody(_offers: Sequence[Rename]) -> Sequence[Rename]:
    """Answer for who cannot be asked: none."""
    return ()


def renamed(subject: Subject, live: Database, wanted: Database, said: Iterable[RenamedFrom]) -> Renamed:
    """Give `live` as it is once what was renamed has its new names.

    Errors: BothThere; WrongUsage for a `--rename` that fits nothing; PlanNotProved.
    """
    words = list(said)
    if subject.renames:
        from dbtool.operations.rename_option import words_of

        words += words_of(subject.renames, subject.default_schema, live, wanted)
    if not words and not anything_moves(live, wanted) and not to_rebuild(live, wanted):
        return Renamed(live)
    from dbtool.execute import renaming

    return renaming.renamed(lambda: _scratch(subject), live, wanted, words)


def renamed_back(
    subject: Subject, database: Database, wanted: Database, changes: Sequence[AnyChange]
) -> Renamed:
    """Give the database as it is once the renames among these changes are taken back."""
    from dbtool.execute import renaming

    return renaming.renamed_back(lambda: _scratch(subject), database, wanted, changes)


def offers_between(live: Database, wanted: Database) -> tuple[Rename, ...]:
    """Give what goes and comes looking the same, which may be a rename that nobody has declared."""
    return offered(diff(live, wanted), live, wanted)


def words_of(offers: Iterable[Rename]) -> list[RenamedFrom]:
    """Give the words that say what the offers suppose."""
    return [RenamedFrom(offer.key, offer.old.key.path) for offer in offers]


def with_renames(plan: Plan, start: Renamed) -> Plan:
    """Give the plan with the renames before it."""
    if not start.steps:
        return plan
    touched = dict(plan.touched)
    for change in start.changes:
        what = ("rename",) if isinstance(change, Rename) else touched_by([change])[change.key]
        for key in {change.key, change.old.key} if isinstance(change, Rename) else {change.key}:
            touched[key] = tuple(dict.fromkeys((*what, *touched.get(key, ()))))
    return replace(
        plan,
        steps=(*start.steps, *plan.steps),
        changes=(*start.changes, *plan.changes),
        touched=touched,
    )


def _scratch(subject: Subject) -> AbstractContextManager[str]:
    from dbtool.execute.scratch_server import scratch_database

    return scratch_database(subject.scratch_at, provider=subject.provider, say=lambda _: None)
