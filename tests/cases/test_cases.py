"""Each case on a real server: nothing → before → after → before → nothing, each way proved and complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dbtool.definitions.json_schema import json_schema
from dbtool.errors import DbtoolError
from dbtool.execute.scratch import Built
from dbtool.kinds import KINDS
from dbtool.model.change import Create, Rename, Replace
from dbtool.model.plan import Plan
from dbtool.model.release import numbers
from dbtool.planner.expand import expand
from dbtool.server.contract import Server
from tests.cases import files
from tests.cases.files import ROLE, Case, write
from tests.support.extensions import NEEDS_ICU, created_by, has_icu, skip_without
from tests.support.pipeline import Pipeline, Workbench

# Named by cases that hold a secret by reference.
SECRET = "DBTOOL_CASE_SECRET"
TIMESCALE = frozenset({"timescaledb", "community"})
LABELS = "label provider"
CASES = [case for path in files.paths() for case in files.read(path)]


def test_cases_cover_every_kind() -> None:
    expected = {f"{Path(kind.source).parent.name}/{kind.name}.yml" for kind in KINDS}

    assert {str(path.relative_to(files.FOLDER)) for path in files.paths()} == expected


def test_definitions_of_cases_fit_the_published_schema() -> None:
    validator = Draft202012Validator(json_schema())
    wrong = [
        f"{case}: {error.json_path}: {error.message}"
        for case in CASES
        for definitions in (case.before, case.after)
        for error in validator.iter_errors({k: v for k, v in definitions.items() if k != "sql"})
    ]

    assert not wrong


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(
    case: Case, workbench: Workbench, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, "it's a 'secret' \\")
    _skip_what_cannot_run(case, server)
    prefix = workbench.role_prefix
    with workbench.pipeline(timescaledb=case.needs in TIMESCALE, labels=case.needs == LABELS) as pipeline:
        before = pipeline.build(write(case.before, tmp_path / "before", prefix))
        after = pipeline.build(write(case.after, tmp_path / "after", prefix))
        pipeline.bring_straight_to(before.wanted)
        up = pipeline.bring_to(after.wanted, after.renames)
        down = _way_back(case, pipeline, before, up)
        pipeline.bring_straight_to(before.base)
    assert _expected(case) == _found(case, up, down, before, after, prefix)


def _way_back(case: Case, pipeline: Pipeline, before: Built, up: Plan) -> Plan:
    if case.irreversible is None:
        return pipeline.bring_to(before.wanted, back=up)
    with pytest.raises(DbtoolError, match=re.escape(case.irreversible)):
        pipeline.plan(before.wanted)
    return Plan(())


def _skip_what_cannot_run(case: Case, server: Server) -> None:
    if case.needs in TIMESCALE and server.edition == "none":
        pytest.skip("needs TimescaleDB")
    if case.needs == "community" and server.edition != "community":
        pytest.skip("needs the Community edition of TimescaleDB, and cannot be emulated")
    if case.needs and numbers(server.ts or "0") < numbers(case.timescaledb):
        pytest.skip(f"needs TimescaleDB {case.timescaledb}")
    skip_without(server.url, _extensions(case))
    if "icu" in str((case.before, case.after)) and not has_icu(server.url):
        pytest.skip(NEEDS_ICU)
    if server.pg // 10000 < case.version:
        pytest.skip(f"needs PostgreSQL {case.version}")


def _extensions(case: Case) -> set[str]:
    """Give the extensions that the case makes; TimescaleDB is asked for by what it needs."""
    found: set[str] = set()
    for definitions in (case.before, case.after):
        found |= {*definitions.get("extensions", ())} | created_by(definitions.get("sql", ""))
    return found - {"timescaledb"}


def _expected(case: Case) -> dict[str, object]:
    """What the case says; what it leaves out is not looked at."""
    said = {
        "up": case.up and case.up.strip(),
        "down": case.down and case.down.strip(),
        "hazards": case.hazards and tuple(sorted(case.hazards)),
        "replaces": case.replaces and tuple(sorted(case.replaces)),
        "changes": case.changes,
    }
    return {name: value for name, value in said.items() if getattr(case, name) is not None}


def _found(case: Case, up: Plan, down: Plan, before: Built, after: Built, prefix: str) -> dict[str, object]:
    # A table that has left a parent has for itself, in between, what it had from there.
    changes = (change for change in up.changes if not isinstance(change, Rename))
    known = (change for change in changes if change.key in before.wanted or isinstance(change, Create))
    made_again = (
        change
        for change in expand(known, before.wanted, after.wanted).values()
        if isinstance(change, Replace)
    )
    found = {
        "up": _text(up, prefix),
        "down": _text(down, prefix),
        "hazards": up.hazards,
        "replaces": tuple(sorted(str(change.key).replace(prefix, ROLE) for change in made_again)),
        "changes": len(up.changes),
    }
    return {name: value for name, value in found.items() if getattr(case, name) is not None}


def _text(plan: Plan, prefix: str) -> str:
    return "\n".join(step.sql for step in plan.steps).replace(prefix, ROLE)
