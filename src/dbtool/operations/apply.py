"""`dbtool apply` and `dbtool rollback`."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

from dbtool.catalog.inspector import inspect
from dbtool.diff.report_offers import warning
from dbtool.errors import PlanIsStale
from dbtool.execute import connect
from dbtool.execute.apply import ApplyResult, apply_revisions, run_plan
from dbtool.execute.apply import rollback as rollback_revisions
from dbtool.execute.community import has_community, refuse_community
from dbtool.execute.connect import Connection, Timeouts
from dbtool.execute.progress import Progress
from dbtool.execute.runner import statement_of
from dbtool.execute.workplace import Options
from dbtool.kinds.edges import without_cluster
from dbtool.model.key import Key
from dbtool.model.plan import Plan
from dbtool.operations.held import forget, held_items, overdue_items
from dbtool.operations.maintain import make_due_partitions
from dbtool.operations.own import own_keys
from dbtool.operations.preview import completion, preview, refuse_hazards, rollback_preview
from dbtool.operations.results import ApplyOutcome, Preview, VerifyResult
from dbtool.operations.sources import live_url, open_live
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
        _refuse(subject, preview(subject, direct=False, allow=allow, progress=progress))
        options = replace(options, own=own_keys(subject, progress))
        result = apply_revisions(live_url(subject), subject.migrations, options=options, progress=progress)
        _complete(subject, options, progress)
    result = replace(result, steps=result.steps + make_due_partitions(subject, progress))
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
    url = live_url(subject)
    if connect.create_database(url):
        progress.note(f"created database {connect.database_name(url)}")


def _refuse(subject: Subject, found: Preview) -> None:
    """Refuse what may not run, before dbtool's own schema is made too."""
    refuse_hazards(found)
    if subject.target.community_features == "require":
        statements = [statement_of(step) for _, plan in found.parts for step in plan.steps]
        with open_live(subject) as live:
            if has_community(live.connection) is False:
                refuse_community(statements)


def _apply_direct(
    subject: Subject, allow: frozenset[str], options: Options, progress: Progress
) -> ApplyResult:
    found = preview(subject, direct=True, allow=allow, progress=progress)
    for offer in found.offers:
        progress.warn(warning(offer))
    _refuse(subject, found)
    _, plan = found.parts[0]
    if not plan.steps:
        return ApplyResult()
    return run_plan(
        live_url(subject), plan, options=options, progress=progress, before=lambda live: _fresh(live, plan)
    )


def _complete(subject: Subject, options: Options, progress: Progress) -> None:
    """Put in force what no revision brings: what was only kept in mind, what the target alone says."""
    with open_live(subject) as live:
        overdue = overdue_items(live.connection, live.server)
        plan = completion(subject, live.connection, live.server, progress)
        if plan.steps:
            progress.note(f"putting {len(plan.changes)} more declared objects in force on this target")
            run_plan(live_url(subject), plan, options=options, progress=progress)
        if overdue:
            forget(live.connection)


def _fresh(live: Connection, plan: Plan) -> None:
    if without_cluster(inspect(live)).fingerprint != plan.fingerprint:
        raise PlanIsStale(
            "the database has changed since the plan was made", hint="run the command again for a new plan"
        )


def _options(subject: Subject, wait: bool) -> Options:
    target = subject.target
    timeouts = Timeouts(lock_ms=target.lock_timeout_ms, statement_ms=target.statement_timeout_ms)
    # Bare definitions leave nothing of dbtool in the database: its dump is that of the definitions.
    trace = subject.migrations is not None
    return Options(timeouts, target.community_features, trace=trace, wait=wait)


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
