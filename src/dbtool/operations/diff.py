"""`dbtool diff`: live against the definitions, each difference with its cause."""

from __future__ import annotations

import time

from dbtool.execute.progress import Progress
from dbtool.model.plan import Plan
from dbtool.operations.held import held_items
from dbtool.operations.results import DiffResult
from dbtool.operations.sources import Live, open_live, recorded_as_defined, warn_of_version
from dbtool.operations.unchanged import Unchanged, compared
from dbtool.settings import Subject


def diff(subject: Subject, *, progress: Progress) -> DiffResult:
    """Compare the live database with the definitions; nothing is written to the target.

    Errors: InvalidDefinitions; ServerUnavailable, DatabaseMissing; LedgerConflict.
    """
    started = time.monotonic()
    migrations = subject.migrations
    with open_live(subject) as live:
        warn_of_version(live.server, progress)
        first = compared(live, migrations, lambda: recorded_as_defined(subject)) if migrations else None
        if isinstance(first, Unchanged) and not subject.renames:
            return _nothing(subject, live, first, started)
        # Differ, planner and whatever else tells of differences: not for a diff that finds none.
        from dbtool.operations.differences import differences

        return differences(subject, live, first if isinstance(first, tuple) else None, progress, started)


def _nothing(subject: Subject, live: Live, found: Unchanged, started: float) -> DiffResult:
    return DiffResult(
        database=subject.name,
        differences=(),
        plan=Plan(steps=()),
        unmodelled=found.unmodelled,
        unmade=found.unmade,
        held=held_items(live.connection, live.server),
        objects=found.objects,
        seconds=time.monotonic() - started,
    )
