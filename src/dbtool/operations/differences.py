"""What `dbtool diff` tells where something differs: each difference with its cause, and the plan."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from dbtool.diff.differ import diff
from dbtool.execute.progress import Progress
from dbtool.model.change import Alter, AnyChange, Change, Rename, Replace
from dbtool.model.database import Database
from dbtool.model.key import Key
from dbtool.model.plan import Plan
from dbtool.operations.held import concerns, held_items, overdue_items
from dbtool.operations.own import own_keys
from dbtool.operations.renames import renamed, with_renames
from dbtool.operations.results import Cause, Difference, DiffResult
from dbtool.operations.settle import settled
from dbtool.operations.sources import (
    NO_ROLES,
    Live,
    LiveRoles,
    both_sides,
    definitions_of,
    expected,
    live_roles,
    recorded,
)
from dbtool.operations.state import State
from dbtool.planner.renames import offered
from dbtool.settings import Subject


def differences(
    subject: Subject,
    live: Live,
    read: tuple[State, Database] | None,
    progress: Progress,
    started: float,
) -> DiffResult:
    """Compare facts with facts; what has been read of both sides already need not be read again."""
    roles = NO_ROLES if subject.migrations else live_roles(live.connection)
    state, there = read or both_sides(subject, live, progress, roles)
    wanted = state.wanted
    moved = renamed(subject, there, wanted, state.renames)
    found, changes = settled(subject, moved.database, wanted, progress)
    held = held_items(live.connection, live.server)
    told = (*moved.changes, *changes)
    causes = _causes(subject, told, found, wanted, live, progress) if told else ()
    return DiffResult(
        database=subject.name,
        differences=_differences(subject, told, causes, roles) if told else (),
        plan=with_renames(_plan(subject, roles, found, wanted, changes, live.server.version), moved),
        unmodelled=found.unmodelled,
        unmade=state.unmade(found),
        held=held,
        objects=wanted.counts(),
        seconds=time.monotonic() - started,
        offers=offered(changes, found, wanted),
    )


def _differences(
    subject: Subject, changes: Sequence[AnyChange], causes: Sequence[Cause], roles: LiveRoles
) -> tuple[Difference, ...]:
    definitions = definitions_of(subject, roles)
    return tuple(
        Difference(change, cause, definitions.origin(change.key))
        for change, cause in zip(changes, causes, strict=True)
    )


def _plan(
    subject: Subject,
    roles: LiveRoles,
    live: Database,
    wanted: Database,
    changes: Sequence[Change],
    version: int,
) -> Plan:
    if not changes:
        return Plan(steps=())
    # Templates and the planner are not loaded for a diff that finds nothing.
    from dbtool.operations.asking import asking
    from dbtool.operations.planning import make_plan

    return make_plan(live, wanted, changes=changes, version=version, compare=asking(subject, roles, changes))


def _causes(
    subject: Subject,
    changes: Sequence[AnyChange],
    found: Database,
    wanted: Database,
    live: Live,
    progress: Progress,
) -> Sequence[Cause]:
    """Give the cause of each change; `found` is live under its new names.

    Where live is not what was recorded, a pending revision explains it or somebody changed it by hand; what
    only the definitions have is not recorded yet. What another edition left undone is pending, and so is what
    the target alone says, as long as live still has what the revisions made.
    """
    state, target = recorded(subject), expected(subject, progress)
    if state is None or target is None:
        return [Cause.UNRECORDED for _ in changes]
    # Alembic is not loaded for a diff that finds nothing.
    from dbtool.operations.pending import pending_of, touches_of

    touches = touches_of(pending_of(subject, live.connection))
    overdue = overdue_items(live.connection, live.server)
    own = own_keys(subject, progress)
    away = {change.key: change for change in diff(found, target.wanted)}
    waiting = own - {change.key for change in diff(found, state.wanted)}

    def cause(change: AnyChange) -> Cause:
        if isinstance(change, Rename):
            return _cause_of_rename(change, target.wanted, touches)
        if change.key in waiting or (overdue and concerns(change, overdue, wanted)):
            return Cause.PENDING
        return _cause(away.get(change.key), touches)

    return [cause(change) for change in changes]


def _cause_of_rename(change: Rename, target: Database, touches: Mapping[Key, frozenset[str]]) -> Cause:
    """What is still recorded under its old name has only been renamed in the definitions."""
    if change.old.key in target and change.key not in target:
        return Cause.UNRECORDED
    return Cause.PENDING if "rename" in touches.get(change.key, ()) else Cause.DRIFT


def _cause(away: Change | None, touches: Mapping[Key, frozenset[str]]) -> Cause:
    if away is None:
        return Cause.UNRECORDED
    touched = touches.get(away.key)
    if touched is None:
        return Cause.DRIFT
    if isinstance(away, Alter | Replace) and not {"create", "drop", "replace"} & touched:
        return Cause.PENDING if set(away.fields) <= touched else Cause.DRIFT
    return Cause.PENDING
