"""`dbtool apply` and `dbtool rollback`."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

from dbtool.catalog.inspector import inspect
from dbtool.diff.differ import diff
from dbtool.errors import PlanIsStale
from dbtool.execute import connect
from dbtool.execute.apply import ApplyResult, apply_revisions, run_plan
from dbtool.execute.apply import rollback as rollback_revisions
from dbtool.execute.connect import Connection, Timeouts
from dbtool.execute.progress import Progress
from dbtool.execute.workplace import Options
from dbtool.kinds.edges import without_cluster
from dbtool.model.key import Key
from dbtool.model.plan import Plan
from dbtool.operations.held import concerns, forget, held_items, overdue_items
from dbtool.operations.planning import make_plan
from dbtool.operations.preview import preview, refuse_hazards, rollback_preview
from dbtool.operations.results import ApplyOutcome, VerifyResult
from dbtool.operations.sources import live_url, open_live, recorded
from dbtool.operations.verify import verify
from dbtool.settings import Subject


def apply(
    subject: Subject,
    *,
    direct: bool,
    allow: frozenset[str],
    create_database: bool,
    wait: bool,
    progress: Progress,
) -> ApplyOutcome:
    """Apply the pending revisions, or with `direct` bring the database to the definitions; then verify.

    Errors: HazardRefused, CommunityRequired, LedgerConflict, PlanNotProved, PlanIsStale before anything
            changes; StepFailed with what ran before it committed; LockedByAnother without `wait`.
    """
    started = time.monotonic()
    if create_database:
        _create(subject, progress)
    options = _options(subject, wait)
    if direct or subject.migrations is None:
        result = _apply_direct(subject, allow, options, progress)
    else:
        refuse_hazards(preview(subject, direct=False, allow=allow, progress=progress))
        result = apply_revisions(live_url(subject), subject.migrations, options=options, progress=progress)
        _catch_up(subject, options, progress)
    # A direct apply is held against the definitions, not against the last revision.
    checked = verify(replace(subject, migrations=None) if direct else subject, progress=progress)
    return _outcome(subject, result, checked, started)


def rollback(
    subject: Subject,
    *,
    steps: int | None,
    to: str | None,
    allow: frozenset[str],
    wait: bool,
    progress: Progress,
) -> ApplyOutcome:
    """Take revisions back, newest first. Errors: as `apply`; LedgerConflict where one has no way back."""
    started = time.monotonic()
    refuse_hazards(rollback_preview(subject, steps=steps, to=to, allow=allow, progress=progress))
    result = ApplyResult()
    if subject.migrations is not None:
        result = rollback_revisions(
            live_url(subject),
            subject.migrations,
            steps=steps or 1,
            to=to,
            options=_options(subject, wait),
            progress=progress,
        )
    return _outcome(subject, result, None, started)


def _create(subject: Subject, progress: Progress) -> None:
    if connect.create_database(live_url(subject)):
        progress.note(f"created database {subject.name}")


def _apply_direct(
    subject: Subject, allow: frozenset[str], options: Options, progress: Progress
) -> ApplyResult:
    found = preview(subject, direct=True, allow=allow, progress=progress)
    refuse_hazards(found)
    ((_, plan),) = found.parts
    if not plan.steps:
        return ApplyResult()
    return run_plan(
        live_url(subject), plan, options=options, progress=progress, before=lambda live: _fresh(live, plan)
    )


def _catch_up(subject: Subject, options: Options, progress: Progress) -> None:
    """Put in force what an edition without the Community features could only keep in mind."""
    state = recorded(subject)
    with open_live(subject) as live:
        overdue = overdue_items(live.connection, live.server)
        if state is None or not overdue:
            return
        progress.note(f"putting {len(overdue)} declared objects in force, which this server can hold now")
        found = inspect(live.connection)
        wanted = [change for change in diff(found, state.wanted) if concerns(change, overdue, state.wanted)]
        plan = make_plan(found, state.wanted, changes=wanted, version=live.server.version)
        run_plan(live_url(subject), plan, options=options, progress=progress)
        forget(live.connection)


def _fresh(live: Connection, plan: Plan) -> None:
    if without_cluster(inspect(live)).fingerprint != plan.fingerprint:
        raise PlanIsStale(
            "the database has changed since the plan was made", hint="run the command again for a new plan"
        )


def _options(subject: Subject, wait: bool) -> Options:
    target = subject.target
    timeouts = Timeouts(lock_ms=target.lock_timeout_ms, statement_ms=target.statement_timeout_ms)
    return Options(timeouts=timeouts, community_features=target.community_features, wait=wait)


def _outcome(
    subject: Subject, result: ApplyResult, checked: VerifyResult | None, started: float
) -> ApplyOutcome:
    return ApplyOutcome(
        database=subject.name,
        revisions=result.revisions,
        steps=result.steps,
        resumed=result.skipped,
        warnings=(),
        held=_held(subject),
        verified=checked,
        seconds=time.monotonic() - started,
    )


def _held(subject: Subject) -> Mapping[Key, str]:
    with open_live(subject) as live:
        return held_items(live.connection, live.server)
