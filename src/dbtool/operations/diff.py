"""`dbtool diff`: live against the definitions, each difference with its cause."""

from __future__ import annotations

import time
from collections.abc import Sequence

from dbtool.catalog.inspector import inspect
from dbtool.definitions.contract import Definitions
from dbtool.diff.differ import diff as differ
from dbtool.errors import Origin
from dbtool.execute.progress import Progress
from dbtool.model.change import Alter, Change, Replace
from dbtool.model.database import Database
from dbtool.model.key import Key
from dbtool.operations.held import concerns, held_items, overdue_items
from dbtool.operations.pending import Touched, pending_of, touches_of
from dbtool.operations.planning import make_plan
from dbtool.operations.results import Cause, Difference, DiffResult
from dbtool.operations.settle import settled
from dbtool.operations.sources import definitions_of, live_roles, open_live, recorded, wanted_state
from dbtool.settings import Subject


def diff(subject: Subject, *, progress: Progress) -> DiffResult:
    """Compare the live database with the definitions; nothing is written to the target.

    Errors: InvalidDefinitions; ServerUnavailable, DatabaseMissing; LedgerConflict.
    """
    started = time.monotonic()
    with open_live(subject) as live:
        roles = () if subject.migrations else live_roles(live.connection)
        definitions = definitions_of(subject, roles)
        wanted = wanted_state(subject, definitions, progress, roles).wanted
        found = settled(subject, inspect(live.connection), wanted, progress)
        held = held_items(live.connection, live.server)
        overdue = overdue_items(live.connection, live.server)
        touches = touches_of(pending_of(subject, live.connection))
    changes = differ(found, wanted)
    causes = _causes(subject, changes, found, touches)
    causes |= {c.key: Cause.PENDING for c in changes if overdue and concerns(c, overdue, wanted)}
    return DiffResult(
        database=subject.name,
        differences=tuple(
            Difference(change, causes[change.key], _origin(definitions, change.key)) for change in changes
        ),
        plan=make_plan(found, wanted, changes=changes, version=live.server.version),
        unmodelled=found.unmodelled,
        held=held,
        objects=wanted.counts(),
        seconds=time.monotonic() - started,
    )


def _origin(definitions: Definitions, key: Key) -> Origin | None:
    return definitions.origins.get(key)


def _causes(
    subject: Subject, changes: Sequence[Change], live: Database, touches: Touched
) -> dict[Key, Cause]:
    """Where live is not what was recorded, a pending revision explains it or somebody changed it by hand;
    what only the definitions have is not recorded yet."""
    state = recorded(subject)
    if state is None:
        return {change.key: Cause.UNRECORDED for change in changes}
    away = {change.key: change for change in differ(live, state.wanted)}
    return {change.key: _cause(away.get(change.key), touches) for change in changes}


def _cause(away: Change | None, touches: Touched) -> Cause:
    if away is None:
        return Cause.UNRECORDED
    touched = touches.get(away.key)
    if touched is None:
        return Cause.DRIFT
    if isinstance(away, Alter | Replace) and not {"create", "drop", "replace"} & touched:
        return Cause.PENDING if set(away.fields) <= touched else Cause.DRIFT
    return Cause.PENDING
