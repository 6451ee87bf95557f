"""`dbtool verify`: live is what was recorded, and what was declared is in force."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence

from dbtool.catalog.inspector import inspect
from dbtool.diff.differ import diff
from dbtool.diff.report import describe
from dbtool.execute.progress import Progress
from dbtool.model.change import Change
from dbtool.operations.held import held_items
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
)
from dbtool.operations.unchanged import Unchanged, compared
from dbtool.settings import Subject

UNMADE = "declared, not managed by dbtool, and not there: make it by hand"

_JOBS = """
SELECT j.job_id, j.application_name, j.owner::text, r.rolcanlogin, s.last_run_status, s.total_failures
FROM timescaledb_information.jobs AS j
LEFT JOIN timescaledb_information.job_stats AS s ON s.job_id = j.job_id
LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = j.owner
WHERE j.job_id >= 1000
ORDER BY j.job_id
"""


def verify(subject: Subject, *, progress: Progress) -> VerifyResult:
    """Compare the live database with the recorded state, and ask whether policies and jobs run.

    Shape: without a project the definitions themselves take the place of the recorded state.
    Errors: ServerUnavailable, DatabaseMissing; InvalidDefinitions.
    """
    started = time.monotonic()
    with open_live(subject) as live:
        progress.note(f"comparing {subject.name} with what was recorded")
        changes, unmade, objects = _compared(subject, live, progress)
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
        ]
    return VerifyResult(
        database=subject.name,
        ok=not any(item.state in ("differs", "pending", "failing") for item in items),
        items=tuple(items),
        objects=objects,
        seconds=time.monotonic() - started,
    )


def _compared(
    subject: Subject, live: Live, progress: Progress
) -> tuple[Sequence[Change], Sequence[str], Mapping[str, int]]:
    """Give what differs, what was not made, and how many objects there should be of each kind."""
    first = compared(live, lambda: recorded_as_expected(subject)) if subject.migrations else None
    if isinstance(first, Unchanged):
        return (), first.unmade, first.objects
    state, there = first or (expected(subject, progress), None)
    if state is None:
        state = wanted_state(subject, progress, live_roles(live.connection))
    found = settled(subject, there or inspect(live.connection), state.wanted, progress)
    return diff(found, state.wanted), state.unmade(found), state.wanted.counts()


def _jobs(live: Live) -> Iterable[VerifyItem]:
    """Jobs of the scheduler that fail, or whose owner could not run them."""
    if live.server.edition != "community" or live.server.timescaledb is None:
        return
    for job_id, name, owner, can_login, status, failures in live.connection.execute(_JOBS):
        if status == "Failed":
            detail = f"the last run failed, {failures} failures in all"
            yield VerifyItem(subject=f"job {job_id} {name}", state="failing", detail=detail)
        elif can_login is False:
            detail = f"its owner {owner} cannot log in, so the scheduler cannot run it"
            yield VerifyItem(subject=f"job {job_id} {name}", state="failing", detail=detail)
