"""`dbtool check`: definitions are valid and recorded; no target needed."""

from __future__ import annotations

import time

from dbtool.diff.differ import diff
from dbtool.errors import LedgerConflict
from dbtool.execute.progress import Progress
from dbtool.operations.replay import replay as run_replay
from dbtool.operations.results import CheckResult, Finding
from dbtool.operations.revision import refuse_torn
from dbtool.operations.sources import definitions_of, recorded, wanted_state
from dbtool.settings import Subject


def check(subject: Subject, *, replay: bool, progress: Progress) -> CheckResult:
    """Load and build the definitions, compare them with the last revision, prove the chain if asked.

    Errors: InvalidDefinitions with all that is wrong; PlanNotProved where a replay goes astray.
    """
    started = time.monotonic()
    subject = subject.everywhere
    definitions_of(subject)  # whatever is wrong in them, also where the recorded state would do
    wanted = wanted_state(subject, progress)
    state = recorded(subject)
    findings = [
        Finding(
            code="not-modelled",
            severity="warning",
            message=f"{name} is built by the definitions but not managed by any kind",
            hint="it is created by nobody and compared with nothing; leave it out or say it in SQL by hand",
        )
        for name in wanted.wanted.unmodelled
    ]
    if subject.migrations:
        try:
            refuse_torn(subject.migrations, state)
        except LedgerConflict as conflict:
            findings.append(
                Finding(
                    code=conflict.code,
                    severity="error",
                    message=conflict.message,
                    hint=conflict.hint,
                    origin=conflict.origin,
                )
            )
    start = state.wanted if state else wanted.base
    return CheckResult(
        database=subject.name,
        findings=tuple(findings),
        unrecorded=tuple(diff(start, wanted.wanted)) if subject.migrations else (),
        replayed=run_replay(subject, progress=progress) if replay else None,
        objects=wanted.wanted.counts(),
        seconds=time.monotonic() - started,
    )
