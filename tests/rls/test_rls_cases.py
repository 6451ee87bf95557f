"""Each case on a real server: the defect is real, verify-rls names it; a correct database has none."""

from __future__ import annotations

import secrets
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from ruamel.yaml import YAML

from dbtool.execute.connect import database_name
from dbtool.execute.progress import Silent
from dbtool.operations.rls_request import RlsRequest
from dbtool.operations.verify_rls import verify_rls
from dbtool.rls.checks import known
from dbtool.rls.checks.known import CHECKS
from dbtool.rls.results import RlsResult
from dbtool.rls.review import Review
from dbtool.server.contract import Server
from dbtool.settings import Subject
from tests.rls.rls_cases import ROLE, Case, built, cases, named, shown
from tests.support.databases import Databases
from tests.support.extensions import NEEDS_ICU, has_icu, skip_without

FAMILIES = Path(known.__file__).parent
DEFECTS = cases("defects_*.yml")
CORRECT = cases("correct*.yml")
# What the evaluator alone says has its cases in evaluate_cases.yml, too; RLS000 needs an old server.
EVALUATED = {"RLS101", "RLS102", "RLS105", "RLS109", "RLS110", "RLS120", "RLS401", "RLS402", "RLS403"}


def test_cases_cover_every_check() -> None:
    said = {found.split(" ")[0] for case in DEFECTS for found in (*case.findings, *case.notes)}

    assert {check.id for check in CHECKS} - said == {"RLS000"}
    assert said >= EVALUATED
    assert len(DEFECTS) >= 60
    assert len(CORRECT) >= 25


def test_every_family_of_checks_is_known() -> None:
    modules = [import_module(f"dbtool.rls.checks.{path.stem}") for path in sorted(FAMILIES.glob("*.py"))]
    declared = {check.id for module in modules for check in getattr(module, "CHECKS", ())}

    assert {check.id for check in CHECKS} == declared
    assert all(len(check.page.splitlines()) > 2 for check in CHECKS)


@pytest.mark.parametrize(
    ("version", "fixed"),
    [
        (140020, "15 or newer"),
        (150018, "15.19"),
        (150019, None),
        (170010, "17.11"),
        (180005, None),
        (190000, None),
    ],
)
def test_old_servers_are_told(version: int, fixed: str | None) -> None:
    access = SimpleNamespace(server=SimpleNamespace(version=version, database="shop"))
    (check,) = (check for check in CHECKS if check.id == "RLS000")
    found = list(check.find(cast(Review, SimpleNamespace(access=access))))

    assert [finding.evidence.says for finding in found] == ([f"{fixed} mends them"] if fixed else [])


@pytest.fixture
def place(databases: Databases, server: Server, request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database that suits the case."""
    case: Case = request.getfixturevalue("case")
    _skip_what_cannot_run(case, server)
    return databases.create(template=databases.template if case.needs else None)


@pytest.fixture
def prefix() -> str:
    """What the roles of this test begin with: they belong to the whole server."""
    return f"dbtool_rls_{secrets.token_hex(3)}_"


@pytest.mark.parametrize("case", DEFECTS, ids=str)
def test_defect(case: Case, place: str, prefix: str, tmp_path: Path) -> None:
    with built(case, place, prefix):
        result = _verified(case, place, prefix, tmp_path)
        came = shown(case, place, prefix)

    found = _said(result, prefix, place, "warning")
    assert came == (case.fails or ("nothing" if case.empty else "rows"))
    assert set(case.findings) <= found, found
    assert set(case.notes) <= _said(result, prefix, place, "info")


@pytest.mark.parametrize("case", CORRECT, ids=str)
def test_correct(case: Case, place: str, prefix: str, tmp_path: Path) -> None:
    with built(case, place, prefix):
        result = _verified(case, place, prefix, tmp_path)

    # That the server itself is old is no fault of the database.
    assert not [_told(one) for one in result.at_least("warning") if one.id != "RLS000"]
    assert not [f"{one.object}: {one.reason}" for one in result.inconclusive]


def _verified(case: Case, url: str, prefix: str, folder: Path) -> RlsResult:
    config = folder / "tenancy.yml"
    with config.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump({"tenancy": _with_prefix(case.tenancy, prefix)}, file)
    subject = Subject(name=database_name(url), sources=(), url=url)
    return verify_rls(subject, RlsRequest(config=config, probe=True), progress=Silent())


def _with_prefix(value: Any, prefix: str) -> Any:
    if isinstance(value, dict):
        return {_with_prefix(key, prefix): _with_prefix(each, prefix) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_prefix(each, prefix) for each in value]
    return value.replace(ROLE, prefix) if isinstance(value, str) else value


def _said(result: RlsResult, prefix: str, url: str, level: Any) -> set[str]:
    database = database_name(url)
    return {f"{finding.id} {named(finding.object, prefix, database)}" for finding in result.at_least(level)}


def _told(finding: Any) -> str:
    return f"{finding.id} {finding.object}: {finding.message} ({finding.evidence.says})"


def _skip_what_cannot_run(case: Case, server: Server) -> None:
    if case.needs and server.edition == "none":
        pytest.skip("needs TimescaleDB")
    if case.needs == "community" and server.edition != "community":
        pytest.skip("needs the Community edition of TimescaleDB")
    if server.pg // 10000 < case.version:
        pytest.skip(f"needs PostgreSQL {case.version}")
    skip_without(server.url, set(case.extensions))
    if case.icu and not has_icu(server.url):
        pytest.skip(NEEDS_ICU)
