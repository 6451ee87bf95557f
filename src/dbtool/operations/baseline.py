"""`dbtool apply --baseline`: a database that was there first is taken over as it is."""

from __future__ import annotations

import time

from dbtool.catalog.inspector import inspect
from dbtool.diff.report import describe
from dbtool.errors import VerificationFailed, WrongUsage
from dbtool.execute.baseline import record_baseline
from dbtool.execute.connect import Connection, Timeouts
from dbtool.execute.progress import Progress
from dbtool.execute.workplace import Options
from dbtool.operations.results import ApplyOutcome
from dbtool.operations.settle import settled
from dbtool.operations.sources import expected, live_url
from dbtool.operations.verify import verify
from dbtool.settings import Subject

_MOST_NAMED = 5


def baseline(subject: Subject, *, wait: bool, progress: Progress) -> ApplyOutcome:
    """Record all revisions as applied to a database that is what they make; nothing in it is changed.

    Errors: WrongUsage without revisions; VerificationFailed with what differs; LedgerConflict where a
            revision was applied already; LockedByAnother without `wait`.
    """
    started = time.monotonic()
    state = expected(subject, progress)
    if state is None or subject.migrations is None:
        raise WrongUsage(
            f"{subject.name} has no revision to record", hint="write one with `dbtool revision -m baseline`"
        )
    wanted = state.wanted

    def check(live: Connection) -> None:
        differences = settled(subject, inspect(live), wanted, progress)[1]
        if differences:
            shown = "; ".join(describe(change) for change in differences[:_MOST_NAMED])
            more = f" and {len(differences) - _MOST_NAMED} more" if len(differences) > _MOST_NAMED else ""
            raise VerificationFailed(
                f"{subject.name} is not what the revisions make: {shown}{more}",
                hint="dbtool diff shows all of it; bring the definitions to the database first",
            )

    target = subject.target
    timeouts = Timeouts(lock_ms=target.lock_timeout_ms, statement_ms=target.statement_timeout_ms)
    options = Options(timeouts=timeouts, community_features=target.community_features, wait=wait)
    revisions = record_baseline(
        live_url(subject), subject.migrations, check, options=options, progress=progress
    )
    return ApplyOutcome(
        database=subject.name,
        revisions=revisions,
        steps=0,
        resumed=0,
        warnings=(),
        held={},
        verified=verify(subject, progress=progress),
        seconds=time.monotonic() - started,
    )
