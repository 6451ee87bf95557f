"""What an apply or a rollback would run, with the hazards that nobody allowed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from alembic.script import Script

from dbtool.catalog.inspector import inspect
from dbtool.errors import HazardRefused
from dbtool.execute.connect import Connection
from dbtool.execute.progress import Progress
from dbtool.execute.reading import read_revision
from dbtool.execute.repository import Repository
from dbtool.model.plan import Plan
from dbtool.operations.pending import current_heads, pending_scripts
from dbtool.operations.planning import proved_plan
from dbtool.operations.results import Preview
from dbtool.operations.sources import definitions_of, live_roles, open_live, wanted_state
from dbtool.settings import Subject

EVERYTHING = "all"


def preview(subject: Subject, *, direct: bool, allow: frozenset[str], progress: Progress) -> Preview:
    """Give what `dbtool apply` would run: pending revisions, or with `direct` the plan to the definitions.

    Errors: those of loading, connecting and proving.
    """
    with open_live(subject) as live:
        if direct or subject.migrations is None:
            parts = [("definitions", direct_plan(subject, live.connection, live.server.version, progress))]
        else:
            scripts = pending_scripts(subject, live.connection)
            parts = [(_title(script), _plan(script, "up")) for script in scripts]
    return _preview(subject, parts, allow)


def rollback_preview(
    subject: Subject, *, steps: int | None, to: str | None, allow: frozenset[str], progress: Progress
) -> Preview:
    """Give what `dbtool rollback` would run, newest revision first."""
    if subject.migrations is None:
        return _preview(subject, [], allow)
    progress.note(f"reading the revisions of {subject.name}")
    with open_live(subject) as live:
        heads = current_heads(live.connection)
    found = Repository(subject.migrations).downgrades(to or f"-{steps or 1}", heads)
    parts = [(_title(step.revision), _plan(step.revision, "down")) for step in found]
    return _preview(subject, parts, allow)


def direct_plan(subject: Subject, connection: Connection, version: int, progress: Progress) -> Plan:
    """Give the proved plan from the live database to the definitions."""
    roles = live_roles(connection)
    wanted = wanted_state(subject, definitions_of(subject, roles), progress, roles).wanted
    return proved_plan(subject, inspect(connection), wanted, version=version)


def refuse_hazards(found: Preview) -> None:
    """Raise HazardRefused naming each hazard that nobody allowed and the steps that carry it."""
    if not found.refused:
        return
    carriers = [
        step.note for _, plan in found.parts for step in plan.steps if set(step.hazards) & set(found.refused)
    ]
    allow = " ".join(f"--allow {hazard}" for hazard in found.refused)
    raise HazardRefused(
        f"{found.database}: {', '.join(found.refused)} not allowed: {'; '.join(carriers[:5])}",
        hint=f"look at it with --plan, then say {allow}",
    )


def _preview(subject: Subject, parts: Iterable[tuple[str, Plan]], allow: frozenset[str]) -> Preview:
    allowed = allow | frozenset(subject.target.allow)
    kept = tuple(parts)
    hazards = {hazard for _, plan in kept for hazard in plan.hazards}
    refused = () if EVERYTHING in allowed else tuple(sorted(hazards - allowed))
    return Preview(database=subject.name, parts=kept, refused=refused)


def _title(script: Script) -> str:
    return f"{script.revision} {(script.doc or '').strip()}".strip()


def _plan(script: Script, direction: str) -> Plan:
    return Plan(steps=read_revision(Path(script.path)).plan_steps(direction))
