"""`dbtool verify`: live is what was recorded, and what was declared is in force."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence

from dbtool.catalog.inspector import inspect
from dbtool.diff.report import describe
from dbtool.errors import InsufficientRights
from dbtool.execute.emulation.leftovers import left_jobs
from dbtool.execute.progress import Progress
from dbtool.model.change import Change
from dbtool.model.database import Database
from dbtool.operations.held import held_items
from dbtool.operations.lifecycle.jobs import scheduled_jobs
from dbtool.operations.maintain import ENDED_BADLY, upkeep_of
from dbtool.operations.pending import pending_of
from dbtool.operations.results import VerifyItem, VerifyResult
from dbtool.operations.settle import settled
from dbtool.operations.sources import (
    Live,
    expected,
    live_roles,
    open_live,
    recorded_as_expected,
    wanted_state,
    warn_of_version,
)
from dbtool.operations.state import State
from dbtool.operations.unchanged import Unchanged, compared
from dbtool.settings import Subject

LEFT = "left by the Community edition: it fails here, and runs at once when the database is back there"
UNMADE = "declared, not managed by dbtool, and not there: make it by hand"


def verify(
    subject: Subject, *, progress: Progress, known: tuple[State, Database | None] | None = None
) -> VerifyResult:
    """Compare the live database with the recorded state, and ask whether policies and jobs run.

    Shape: without a project the definitions themselves take the place of the recorded state. `known` is what
           should be there where that is known already, and what is, where that has just been read.
    Errors: ServerUnavailable, DatabaseMissing; InvalidDefinitions.
    """
    started = time.monotonic()
    with open_live(subject) as live:
        warn_of_version(live.server, progress)
        progress.note(f"comparing {subject.name} with what was recorded")
        changes, unmade, objects = _compared(subject, live, progress, known)
        items = [
            *(
                VerifyItem(subject=f"revision {found.revision}", state="pending")
                for found in pending_of(subject, live.connection)
            ),
            *(
                VerifyItem(subject=str(change.key), state="differs", detail=describe(change))
                for change in changes
            ),
            *(VerifyItem(subject=name, state="differs", detail=UNMADE) for name in unmade),
            *(
                VerifyItem(subject=str(key), state="held", detail=mode)
                for key, mode in held_items(live.connection, live.server).items()
            ),
            *_jobs(live),
            *_upkeep(subject, live),
        ]
    return VerifyResult(
        database=subject.name,
        ok=not any(item.state in ("differs", "pending", "failing") for item in items),
        items=tuple(items),
        objects=objects,
        seconds=time.monotonic() - started,
    )


def _compared(
    subject: Subject, live: Live, progress: Progress, known: tuple[State, Database | None] | None
) -> tuple[Sequence[Change], Sequence[str], Mapping[str, int]]:
    """Give what differs, what was not made, and how many objects there should be of each kind."""
    migrations = subject.migrations
    first = compared(live, migrations, lambda: recorded_as_expected(subject)) if migrations else None
    if isinstance(first, Unchanged):
        return (), first.unmade, first.objects
    state, there = first or known or (expected(subject, progress), None)
    if state is None:
        state = wanted_state(subject, progress, live_roles(live.connection))
    found, changes = settled(subject, there or inspect(live.connection), state.wanted, progress)
    return changes, state.unmade(found), state.wanted.counts()


def _jobs(live: Live) -> Iterable[VerifyItem]:
    """Jobs of the scheduler that fail, or whose owner could not run them, or that nothing carries out."""
    for name in left_jobs(live.connection, live.server):
        yield VerifyItem(subject=f"job {name}", state="held", detail=LEFT)
    if live.server.edition == "community" and live.server.timescaledb is not None:
        for job in scheduled_jobs(live.connection):
            if job.trouble:
                yield VerifyItem(subject=f"job {job.title}", state="failing", detail=job.trouble)


def _upkeep(subject: Subject, live: Live) -> Iterable[VerifyItem]:
    """dbtool's own tasks that did not end well; that one is late is what `dbtool maintain status` judges."""
    try:
        tasks = upkeep_of(subject, live).tasks
    except InsufficientRights:
        return
    for each in tasks:
        if each.state in ENDED_BADLY:
            yield VerifyItem(subject=each.task.title, state="failing", detail=each.error or each.state)
