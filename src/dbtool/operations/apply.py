"""`dbtool apply` and `dbtool rollback`."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from dbtool.catalog.inspector import inspect
from dbtool.diff.report_offers import warning
from dbtool.errors import DbtoolError, PlanIsStale
from dbtool.execute import connect
from dbtool.execute.apply import ApplyResult, NotWhole, apply_revisions, run_plan
from dbtool.execute.apply import rollback as rollback_revisions
from dbtool.execute.community import has_community, refuse_community
from dbtool.execute.connect import Connection, Timeouts
from dbtool.execute.progress import Progress
from dbtool.execute.runner import statement_of
from dbtool.execute.workplace import Options
from dbtool.kinds.edges import without_cluster
from dbtool.model.database import Database
from dbtool.model.key import Key
from dbtool.model.plan import Plan
from dbtool.operations.direct import Direct, run_and_prove
from dbtool.operations.held import held_items
from dbtool.operations.maintain import make_due_partitions
from dbtool.operations.moving import coming_home, move
from dbtool.operations.own import own_keys
from dbtool.operations.preview import completion, direct_preview, preview, refuse_hazards, rollback_preview
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

    Errors: HazardRefused, BackupRequired, CommunityRequired, LedgerConflict, PlanNotProved, PlanIsStale
            before anything changes; StepFailed with what ran before it committed; LockedByAnother without
            `wait`.
    """
    started = time.monotonic()
    created = create_database and _create(subject, progress)
    options = _options(subject, wait, allow)
    if direct or subject.migrations is None:
        result, checked = _apply_direct(subject, allow, options, progress, created)
        return _outcome(subject, result, checked, started)
    with _nothing_left(subject, created):
        _refuse(subject, preview(subject, direct=False, allow=allow, progress=progress), progress)
    options = replace(options, own=own_keys(subject, progress))
    steps = move(subject, options, progress)
    result = apply_revisions(live_url(subject), subject.migrations, options=options, progress=progress)
    result = replace(result, steps=steps + result.steps + _complete(subject, options, progress))
    result = replace(result, steps=result.steps + make_due_partitions(subject, progress))
    return _outcome(subject, result, verify(subject, progress=progress), started)


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
    found = rollback_preview(subject, steps=steps, to=to, allow=allow, progress=progress)
    refuse_hazards(found)
    _require_backup(subject, found, progress)
    result = ApplyResult()
    if subject.migrations is not None:
        options = _options(subject, wait, allow)
        move(subject, options, progress)
        result = rollback_revisions(
            live_url(subject),
            subject.migrations,
            steps=steps or 1,
            to=to,
            options=options,
            progress=progress,
        )
    return _outcome(subject, result, None, started)


def _create(subject: Subject, progress: Progress) -> bool:
    url = live_url(subject)
    created = connect.create_database(url)
    if created:
        progress.note(f"created database {connect.database_name(url)}")
    return created


@contextmanager
def _nothing_left(subject: Subject, created: bool) -> Iterator[None]:
    """Drop the database that this run has just created where what is to come is refused before it begins."""
    try:
        yield
    except DbtoolError:
        if created:
            connect.drop_database(live_url(subject))
        raise


def _refuse(subject: Subject, found: Preview, progress: Progress) -> None:
    """Refuse what may not run, before dbtool's own schema is made too."""
    refuse_hazards(found)
    if subject.target.community_features == "require":
        statements = [statement_of(step) for _, plan in found.parts for step in plan.steps]
        with open_live(subject) as live:
            if has_community(live.connection) is False:
                refuse_community(statements)
    _require_backup(subject, found, progress)


def _require_backup(subject: Subject, found: Preview, progress: Progress) -> None:
    if subject.backup.require_before_apply:
        # Few projects ask for it, and everybody else need not wait for its modules.
        from dbtool.operations.backup.required import require_backup

        require_backup(subject, found, progress)


def _apply_direct(
    subject: Subject,
    allow: frozenset[str],
    options: Options,
    progress: Progress,
    created: bool,
    on_scratch: bool = False,
) -> tuple[ApplyResult, VerifyResult]:
    with _nothing_left(subject, created):
        found, way = direct_preview(subject, allow=allow, progress=progress, on_scratch=on_scratch)
        for offer in found.offers:
            progress.warn(warning(offer))
        _refuse(subject, found, progress)
    try:
        result, reached = _run_direct(subject, way, options, progress)
    except NotWhole:
        return _apply_direct(subject, allow, options, progress, created, on_scratch=True)
    due = make_due_partitions(subject, progress)
    # It is held against the definitions, not against the last revision.
    known = (way.state, None if due else reached)
    checked = verify(replace(subject, migrations=None), progress=progress, known=known)
    return replace(result, steps=result.steps + due), checked


def _run_direct(
    subject: Subject, way: Direct, options: Options, progress: Progress
) -> tuple[ApplyResult, Database | None]:
    """Run the plan; give the database that it reached where that has been read."""
    plan = way.plan

    def fresh(live: Connection) -> None:
        _fresh(live, plan)

    done: tuple[ApplyResult, Database | None] = (ApplyResult(), None)
    with open_live(subject) as live, coming_home(live) as copy_back:
        if plan.steps and way.proved:
            done = run_plan(live_url(subject), plan, options=options, progress=progress, before=fresh), None
        elif plan.steps:
            done = run_and_prove(subject, way, options, progress, before=fresh)
        copy_back(progress)
    return done


def _complete(subject: Subject, options: Options, progress: Progress) -> int:
    """Put in force what no revision brings: what the target alone says.

    Shape: gives the number of steps.
    """
    with open_live(subject) as live:
        plan = completion(subject, live.connection, live.server, progress)
        if not plan.steps:
            return 0
        progress.note(f"putting {len(plan.changes)} more declared objects in force on this target")
        return run_plan(live_url(subject), plan, options=options, progress=progress).steps


def _fresh(live: Connection, plan: Plan) -> None:
    if without_cluster(inspect(live)).fingerprint != plan.fingerprint:
        raise PlanIsStale(
            "the database has changed since the plan was made", hint="run the command again for a new plan"
        )


def _options(subject: Subject, wait: bool, allow: frozenset[str]) -> Options:
    target = subject.target
    timeouts = Timeouts(lock_ms=target.lock_timeout_ms, statement_ms=target.statement_timeout_ms)
    # Bare definitions leave nothing of dbtool in the database: its dump is that of the definitions.
    trace = subject.migrations is not None
    allowed = allow | frozenset(target.allow)
    return Options(timeouts, target.community_features, allowed=allowed, trace=trace, wait=wait)


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
