"""What an apply or a rollback would run, with the hazards that nobody allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dbtool.catalog.inspector import inspect
from dbtool.catalog.server import ServerInfo
from dbtool.diff.differ import diff
from dbtool.errors import HazardRefused
from dbtool.execute.connect import Connection
from dbtool.execute.progress import Progress
from dbtool.execute.revisions import Revision, going_back
from dbtool.model.hazards import EVERYTHING
from dbtool.model.key import Key
from dbtool.model.plan import Plan, Step
from dbtool.model.statement import Statement
from dbtool.operations.direct import Direct, direct_plan
from dbtool.operations.held import concerns, overdue_items
from dbtool.operations.maintain import PARTITIONS, due_partitions
from dbtool.operations.moving import MOVED, as_it_was, move_plan
from dbtool.operations.own import own_keys
from dbtool.operations.pending import pending_of, require_revisions, touches_of
from dbtool.operations.planning import make_plan
from dbtool.operations.results import Preview
from dbtool.operations.sources import Live, expected, open_live, recorded, warn_of_version
from dbtool.settings import Subject

# A refusal names so many of the steps; --plan shows them all.
NAMED = 5


def preview(subject: Subject, *, direct: bool, allow: frozenset[str], progress: Progress) -> Preview:
    """Give what `dbtool apply` would run: pending revisions, or with `direct` the plan to the definitions.

    Errors: those of loading, connecting and proving.
    """
    if direct or subject.migrations is None:
        return direct_preview(subject, allow=allow, progress=progress)[0]
    with open_live(subject) as live:
        warn_of_version(live.server, progress)
        require_revisions(subject)
        parts = _moved(live)
        parts += [(_title(found), _plan(found.steps)) for found in pending_of(subject, live.connection)]
        last = completion(subject, live.connection, live.server, progress)
        if last.steps:
            parts.append((f"what only {subject.target.name} has", last))
        parts += _ahead(live)
    return _preview(subject, parts, allow)


def direct_preview(
    subject: Subject, *, allow: frozenset[str], progress: Progress, on_scratch: bool = True
) -> tuple[Preview, Direct]:
    """Give what `dbtool apply --direct` would run, and its plan; `on_scratch` as for `direct_plan`."""
    with open_live(subject) as live:
        warn_of_version(live.server, progress)
        found = direct_plan(subject, live, progress, on_scratch=on_scratch)
        parts = [("definitions", found.plan), *_ahead(live)]
    return replace(_preview(subject, parts, allow), offers=found.offers), found


def _moved(live: Live) -> list[tuple[str, Plan]]:
    plan = move_plan(live.connection, live.server)
    return [(MOVED, plan)] if plan.steps else []


def _ahead(live: Live) -> list[tuple[str, Plan]]:
    ahead = due_partitions(live.connection)
    return [(PARTITIONS, ahead)] if ahead.steps else []


def rollback_preview(
    subject: Subject, *, steps: int | None, to: str | None, allow: frozenset[str], progress: Progress
) -> Preview:
    """Give what `dbtool rollback` would run, newest revision first."""
    if subject.migrations is None:
        return _preview(subject, [], allow)
    progress.note(f"reading the revisions of {subject.name}")
    with open_live(subject) as live:
        parts = _moved(live)
        found = going_back(live.connection, subject.migrations, to or f"-{steps or 1}")
    parts += [(_title(revision), _plan(revision.steps)) for revision in found]
    return _preview(subject, parts, allow)


def completion(subject: Subject, connection: Connection, server: ServerInfo, progress: Progress) -> Plan:
    """Give the plan for what no revision brings to this target.

    That is what the target's own variables make different from the recorded state, and what a move from
    another edition leaves behind: stand-ins of an older dbtool.
    """
    state, target = recorded(subject), expected(subject, progress)
    overdue, own = overdue_items(connection, server), own_keys(subject, progress)
    if state is None or target is None or not (overdue or own):
        return Plan(steps=())
    start = as_it_was(connection) if overdue else inspect(connection)
    touches = touches_of(pending_of(subject, connection))
    changes = [
        change
        for change in diff(start, target.wanted)
        if change.key in own
        or (change.key not in touches and overdue and concerns(change, overdue, target.wanted))
    ]
    coming = [key for key, what in touches.items() if "create" in what]
    plan = make_plan(start, target.wanted, changes=changes, version=server.version, coming=coming)
    return replace(plan, fingerprint=start.fingerprint)


def refuse_hazards(found: Preview) -> None:
    """Raise HazardRefused naming each hazard that nobody allowed and the steps that carry it."""
    if not found.refused:
        return
    carriers = [
        step.note.rstrip(".")
        for _, plan in found.parts
        for step in plan.steps
        if set(step.hazards) & set(found.refused)
    ]
    if len(carriers) > NAMED:
        carriers[NAMED:] = [f"and {len(carriers) - NAMED} more"]
    allow = " ".join(f"--allow {hazard}" for hazard in found.refused)
    raise HazardRefused(
        f"{found.database}: {', '.join(found.refused)} not allowed: {'; '.join(carriers)}",
        hint=f"look at it with --plan, then say {allow}",
    )


def _preview(subject: Subject, parts: Iterable[tuple[str, Plan]], allow: frozenset[str]) -> Preview:
    allowed = allow | frozenset(subject.target.allow)
    kept = tuple(parts)
    hazards = {hazard for _, plan in kept for hazard in plan.hazards}
    refused = () if EVERYTHING in allowed else tuple(sorted(hazards - allowed))
    return Preview(database=subject.name, parts=kept, refused=refused)


def _title(revision: Revision) -> str:
    return f"{revision.revision} {revision.message}".strip()


def _plan(statements: Iterable[Statement]) -> Plan:
    return Plan(steps=tuple(_step(statement) for statement in statements))


def _step(statement: Statement) -> Step:
    """A revision's statement as a step; which object it is about is not needed to show it."""
    return Step(
        sql=statement.sql,
        key=Key("", ()),
        note=statement.note,
        lock=statement.lock,
        access=statement.access,
        hazards=tuple(statement.hazards),
        transactional=statement.transactional,
        alone=statement.alone,
        community=statement.community,
    )
