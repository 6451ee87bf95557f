"""`dbtool diff`: live against the definitions, each difference with its cause."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from dbtool.catalog.inspector import inspect
from dbtool.diff.differ import diff as differ
from dbtool.execute.progress import Progress
from dbtool.model.change import Alter, Change, Replace
from dbtool.model.database import Database
from dbtool.model.key import Key
from dbtool.model.plan import Plan
from dbtool.operations.held import concerns, held_items, overdue_items
from dbtool.operations.own import own_keys
from dbtool.operations.results import Cause, Difference, DiffResult
from dbtool.operations.settle import settled
from dbtool.operations.sources import (
    Live,
    definitions_of,
    expected,
    live_roles,
    open_live,
    recorded,
    wanted_state,
)
from dbtool.settings import Subject


def diff(subject: Subject, *, progress: Progress) -> DiffResult:
    """Compare the live database with the definitions; nothing is written to the target.

    Errors: InvalidDefinitions; ServerUnavailable, DatabaseMissing; LedgerConflict.
    """
    started = time.monotonic()
    with open_live(subject) as live:
        roles = () if subject.migrations else live_roles(live.connection)
        state = wanted_state(subject, progress, roles)
        wanted = state.wanted
        found = settled(subject, inspect(live.connection), wanted, progress)
        held = held_items(live.connection, live.server)
        changes = differ(found, wanted)
        causes = _causes(subject, changes, found, wanted, live, progress) if changes else {}
    return DiffResult(
        database=subject.name,
        differences=_differences(subject, changes, causes, roles) if changes else (),
        plan=_plan(found, wanted, changes, live.server.version),
        unmodelled=found.unmodelled,
        unmade=state.unmade(found),
        held=held,
        objects=wanted.counts(),
        seconds=time.monotonic() - started,
    )


def _differences(
    subject: Subject, changes: Sequence[Change], causes: Mapping[Key, Cause], roles: Sequence[str]
) -> tuple[Difference, ...]:
    definitions = definitions_of(subject, roles)
    return tuple(Difference(change, causes[change.key], definitions.origin(change.key)) for change in changes)


def _plan(live: Database, wanted: Database, changes: Sequence[Change], version: int) -> Plan:
    if not changes:
        return Plan(steps=())
    # Templates and the planner are not loaded for a diff that finds nothing.
    from dbtool.operations.planning import make_plan

    return make_plan(live, wanted, changes=changes, version=version)


def _causes(
    subject: Subject,
    changes: Sequence[Change],
    found: Database,
    wanted: Database,
    live: Live,
    progress: Progress,
) -> Mapping[Key, Cause]:
    """Give the cause of each change.

    Where live is not what was recorded, a pending revision explains it or somebody changed it by hand; what
    only the definitions have is not recorded yet. What another edition left undone is pending, and so is what
    the target alone says, as long as live still has what the revisions made.
    """
    state, target = recorded(subject), expected(subject, progress)
    if state is None or target is None:
        return {change.key: Cause.UNRECORDED for change in changes}
    # Alembic is not loaded for a diff that finds nothing.
    from dbtool.operations.pending import pending_of, touches_of

    touches = touches_of(pending_of(subject, live.connection))
    overdue = overdue_items(live.connection, live.server)
    own = own_keys(subject, progress)
    away = {change.key: change for change in differ(found, target.wanted)}
    waiting = own - {change.key for change in differ(found, state.wanted)}
    return {
        change.key: Cause.PENDING
        if change.key in waiting or (overdue and concerns(change, overdue, wanted))
        else _cause(away.get(change.key), touches)
        for change in changes
    }


def _cause(away: Change | None, touches: Mapping[Key, frozenset[str]]) -> Cause:
    if away is None:
        return Cause.UNRECORDED
    touched = touches.get(away.key)
    if touched is None:
        return Cause.DRIFT
    if isinstance(away, Alter | Replace) and not {"create", "drop", "replace"} & touched:
        return Cause.PENDING if set(away.fields) <= touched else Cause.DRIFT
    return Cause.PENDING
