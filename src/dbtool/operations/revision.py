"""`dbtool revision`: what the definitions have and the last revision has not, as the next revision."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dbtool.diff.additive import without_surplus
from dbtool.diff.differ import diff
from dbtool.errors import LedgerConflict, Origin, WrongUsage
from dbtool.execute.progress import Progress
from dbtool.model.change import Rename
from dbtool.model.database import Database
from dbtool.model.plan import Plan
from dbtool.operations.pending import head_of
from dbtool.operations.planning import proved_plans
from dbtool.operations.renames import (
    Ask,
    nobody,
    offers_between,
    renamed,
    renamed_back,
    with_renames,
    words_of,
)
from dbtool.operations.results import RevisionResult
from dbtool.operations.sources import build, definitions_of, recorded
from dbtool.operations.state import State, state_text, write_atomically
from dbtool.planner.renames import Renamed
from dbtool.render.alembic_files import ENV_PY, with_section
from dbtool.render.revision import next_revision, render_revision, slug
from dbtool.settings import Subject


def revision(subject: Subject, *, message: str, progress: Progress, ask: Ask = nobody) -> RevisionResult:
    """Write the next revision and the new state.json, after the plan ran on scratch both ways.

    Shape: `ask` is asked which of the drops and creations that look like renames are some.
    Errors: WrongUsage without a project; InvalidDefinitions; PlanNotProved; LedgerConflict where state.json
            and the revisions do not fit together.
    """
    if subject.migrations is None:
        raise WrongUsage("a revision needs a project", hint="start one with `dbtool init`")
    migrations, subject = subject.migrations, subject.everywhere
    state = recorded(subject)
    refuse_torn(migrations, state)
    definitions = definitions_of(subject)
    if state and state.definitions == definitions.fingerprint:
        return RevisionResult(database=subject.name, path=None, plan=Plan(steps=()))
    built = build(subject, definitions, progress)
    start = state.wanted if state else built.base
    if subject.access == "additive":
        start = without_surplus(start, built.wanted)
    if not diff(start, built.wanted):
        if state:  # other text, same database: only the fingerprint moves
            _write_state(migrations, built, state.base, state.revision)
        return RevisionResult(database=subject.name, path=None, plan=Plan(steps=()))
    built, moved, offers = _moved(subject, start, built, ask)
    progress.note("proving the plan on scratch, up and down")
    back = renamed_back(subject, built.wanted, start, moved.changes)
    plans = proved_plans(subject, [(moved.database, built.wanted), (back.database, start)])
    up, down = with_renames(plans[0], moved), with_renames(plans[1], back)
    name = next_revision(migrations / "versions")
    path = migrations / "versions" / f"{name}_{slug(message)}.py"
    text = render_revision(
        up, down, revision=name, down_revision=state.revision if state else None, message=message
    )
    write_atomically(path, text)
    _serve_alembic(migrations, subject.root, subject.name)
    _write_state(migrations, built, state.base if state else built.base, name)
    return RevisionResult(database=subject.name, path=path, plan=up, offers=offers)


def _moved(
    subject: Subject, start: Database, built: State, ask: Ask
) -> tuple[State, Renamed, tuple[Rename, ...]]:
    """Give the start under its new names, with the state that says so, and the offers that nobody took."""
    moved = renamed(subject, start, built.wanted, built.renames)
    offers = offers_between(moved.database, built.wanted)
    agreed = tuple(ask(offers)) if offers else ()
    if agreed:
        built = replace(built, renames=(*built.renames, *words_of(agreed)))
        moved = renamed(subject, start, built.wanted, built.renames)
        offers = offers_between(moved.database, built.wanted)
    return built, moved, offers


def _write_state(migrations: Path, built: State, base: Database, name: str | None) -> None:
    state = replace(built, base=base, revision=name)
    write_atomically(migrations / "state.json", state_text(state))


def _serve_alembic(migrations: Path, root: Path | None, database: str) -> None:
    """Write what the plain alembic command needs, where it is not there yet."""
    environment = migrations / "env.py"
    if not environment.exists():
        write_atomically(environment, ENV_PY)
    if root is None or not migrations.is_relative_to(root):
        return
    ini = root / "alembic.ini"
    present = ini.read_text(encoding="utf-8") if ini.exists() else ""
    wanted = with_section(present, database, migrations.relative_to(root).as_posix())
    if wanted != present:
        write_atomically(ini, wanted)


def refuse_torn(migrations: Path, state: State | None) -> None:
    """Raise LedgerConflict where state.json is not of the last revision, as after a killed `revision`."""
    head = head_of(migrations)
    said = state.revision if state else None
    if head != said:
        raise LedgerConflict(
            f"state.json is of revision {said or 'none'}, but the last revision is {head or 'none'}",
            hint="take both from one commit; after an interrupted `dbtool revision` delete the newer file",
            origin=Origin.of(migrations / "state.json"),
        )
