"""`dbtool verify-rls` as a program: its reports, its waivers, its exit status, and what it leaves."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from xml.etree import ElementTree

import psycopg
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from ruamel.yaml import YAML

from dbtool.cli.exit_status import ExitStatus
from dbtool.rls.checks.known import CHECKS
from dbtool.rls.pages import SHOWN, page_of
from tests.cli.programs import run_dbtool
from tests.rls.rls_cases import drop_roles
from tests.support.databases import Databases
from tests.support.urls import as_role

DOCS = Path(__file__).parents[2] / "docs"
FAILED, WRONG_USAGE, DONE = ExitStatus.VERIFICATION_FAILED, ExitStatus.WRONG_USAGE, ExitStatus.DONE
SCHEMA = """
CREATE ROLE {app} LOGIN PASSWORD 'x';
CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id bigint NOT NULL, note text
);
CREATE INDEX ON orders (tenant_id);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON orders USING (
  tenant_id = (SELECT NULLIF(current_setting('app.tenant', true), '')::bigint)
);
CREATE TABLE notes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id bigint NOT NULL, body text
);
CREATE INDEX ON notes (tenant_id);
GRANT SELECT, INSERT ON orders TO {app};
GRANT SELECT ON notes TO {app};
INSERT INTO orders (tenant_id, note) VALUES (1, 'a secret of one'), (2, 'a secret of two');
INSERT INTO notes (tenant_id, body) VALUES (2, 'a secret of two');
"""
CLOSED = """
ALTER TABLE notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON notes USING (
  tenant_id = (SELECT NULLIF(current_setting('app.tenant', true), '')::bigint)
);
"""
SCHEMAS = ("common.schema.json", "verify-rls.schema.json")
OPTIONS = ("--setting", "app.tenant", "--type", "bigint", "--tenants", "1,2", "--tenant-column", "tenant_id")
Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def app() -> str:
    return f"dbtool_rls_{secrets.token_hex(3)}_app"


@pytest.fixture
def place(databases: Databases, app: str) -> Iterator[str]:
    """A database with one relation that is isolated, and one that is not."""
    url = databases.create()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SCHEMA.format(app=app).encode())
        yield url
        drop_roles(connection, app)


@pytest.fixture
def run(place: str, app: str, tmp_path: Path) -> Run:
    def go(*arguments: str, status: ExitStatus = FAILED, url: str = place) -> CompletedProcess[str]:
        words = ("verify-rls", "-q", "--url", url, *OPTIONS, "--app-role", app, *arguments)
        done = run_dbtool(*words, folder=tmp_path)
        assert done.returncode == status, done.stderr + done.stdout
        assert "secret" not in done.stdout
        return done

    return go


def test_page_says_what_is_isolated_and_what_is_not(run: Run, app: str) -> None:
    page = run().stdout

    assert "not isolated, 1 error" in page
    assert "✗ public.notes   nothing (static)\n    error   RLS001 public.notes holds rows" in page
    assert "✓ public.orders  row security (proved)" in page
    assert f"shown by: SET ROLE {app}; SELECT * FROM public.notes;" in page
    assert f"public.notes   {app}  ■ all" in page


def test_json_fits_its_schema(run: Run, app: str) -> None:
    common, schema = (json.loads((DOCS / "json" / name).read_text()) for name in SCHEMAS)
    registry = Registry().with_resource("common.schema.json", Resource.from_contents(common))
    printed = json.loads(run("--format", "json", "--probe").stdout)

    assert not list(Draft202012Validator(schema, registry=registry).iter_errors(printed))
    (found,) = [one for one in printed["findings"] if one["id"] == "RLS001"]
    assert {key: found[key] for key in ("severity", "object", "role", "policy", "waived")} == {
        "severity": "error",
        "object": "public.notes",
        "role": None,
        "policy": None,
        "waived": None,
    }
    assert found["evidence"]["statement"] == f"SET ROLE {app}; SELECT * FROM public.notes;"


def test_two_runs_print_the_same(run: Run) -> None:
    first, second = (json.loads(run("--format", "json", "--probe").stdout) for _ in range(2))
    for each in (*first["databases"], *second["databases"]):
        each.pop("seconds")

    assert first == second


def test_exit_status_follows_the_bar(run: Run, place: str) -> None:
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute(CLOSED.encode())
        # It binds nobody but the owner, who is a superuser here: a note.
        connection.execute("ALTER TABLE notes NO FORCE ROW LEVEL SECURITY")

    run(status=DONE)
    run("--fail-on", "info", status=FAILED)


def test_what_could_not_be_tested_fails_only_strictly(run: Run, place: str) -> None:
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute(CLOSED.encode())

    page = run("--app-role", "dbtool_rls_nobody", status=DONE).stdout
    assert "? dbtool_rls_nobody as dbtool_rls_nobody: this role is declared" in page
    run("--app-role", "dbtool_rls_nobody", "--strict", status=FAILED)


def test_roles_of_the_application_in_one_word(run: Run) -> None:
    page = run("--app-roles", "dbtool_rls_nobody, dbtool_rls_noone").stdout
    for role in ("dbtool_rls_nobody", "dbtool_rls_noone"):
        assert f"? {role} as {role}: this role is declared" in page


def test_waived_findings_do_not_fail(run: Run, tmp_path: Path) -> None:
    report, waivers, late = tmp_path / "old.json", tmp_path / "waivers.yml", tmp_path / "late.yml"
    report.write_text(run("--format", "json").stdout)
    waivers.write_text("- {id: RLS001, object: public.notes, reason: goes away}\n")
    late.write_text("- {id: RLS001, reason: was to go, until: 2020-01-31}\n")

    assert "1 waived" in run("--baseline", str(waivers), status=DONE).stdout
    run("--baseline", str(report), status=DONE)
    run("--baseline", str(late))
    printed = json.loads(run("--baseline", str(waivers), "--format", "json", status=DONE).stdout)
    (found,) = [one for one in printed["findings"] if one["id"] == "RLS001"]
    assert found["waived"] == "goes away"


def test_a_file_that_is_no_list_of_waivers_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    for text in ("id: RLS001\n", "- {id: RLS001}\n", "- {id: RLS001, reason: x, until: soon}\n", "- [\n"):
        (tmp_path / "bad.yml").write_text(text)
        run("--baseline", str(tmp_path / "bad.yml"), status=WRONG_USAGE)


def test_sarif_points_at_the_file_that_says_what_is_meant(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tenancy.yml").write_text("tenancy: {setting: app.tenant}\n")
    (found,) = json.loads(run("--config", "tenancy.yml", "--format", "sarif").stdout)["runs"]
    (result,) = [one for one in found["results"] if one["ruleId"] == "RLS001"]
    (place,) = result["locations"]

    assert place["physicalLocation"]["artifactLocation"]["uri"] == "tenancy.yml"
    assert place["logicalLocations"] == [{"fullyQualifiedName": "public.notes"}]
    assert found["tool"]["driver"]["rules"][result["ruleIndex"]]["help"]["text"] == page_of("RLS001")


def test_junit_has_a_suite_for_each_relation(run: Run) -> None:
    root = ElementTree.fromstring(run("--format", "junit").stdout)
    suites = {suite.get("name", "").rpartition(": ")[2]: suite for suite in root}

    assert suites["public.notes"].get("failures") == "1"
    assert suites["public.orders"].get("failures") == "0"
    assert int(suites["public.orders"].get("tests", "0")) >= 4


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("github", "::error title=RLS001 public.notes::public.notes holds rows of tenants"),
        ("markdown", "### RLS001 error: public.notes holds rows of tenants (tenant_id)"),
        ("html", "<b>RLS001</b> error: public.notes holds rows of tenants (tenant_id)"),
    ],
)
def test_other_forms_say_it_too(run: Run, form: str, said: str) -> None:
    assert said in run("--format", form).stdout


def test_matrix_can_be_declared_as_it_is_printed(run: Run, app: str, tmp_path: Path) -> None:
    printed = run("--emit-matrix").stdout
    access: dict[str, Any] = YAML(typ="safe").load(printed)["access"]
    tables = {"public.notes": {"shared": True}}
    with (tmp_path / "tenancy.yml").open("w") as file:
        YAML(typ="safe").dump({"setting": "app.tenant", "access": access, "tables": tables}, file)

    assert access[app]["public.orders"] == {
        "select": "own",
        "insert": "own",
        "update": "none",
        "delete": "none",
    }
    run("--config", str(tmp_path / "tenancy.yml"), status=DONE)


def test_a_member_of_the_tested_role_is_enough(run: Run, place: str, app: str) -> None:
    page = run(url=as_role(place, app, "x")).stdout

    assert "✓ public.orders  row security (proved)" in page


def test_without_an_intent_it_is_wrong_usage(place: str, tmp_path: Path) -> None:
    done = run_dbtool("verify-rls", "--url", place, folder=tmp_path)

    assert done.returncode == WRONG_USAGE
    assert "nobody says which setting holds the tenant" in done.stderr


def test_a_server_that_is_not_there_is_a_failure(run: Run) -> None:
    run(url="postgresql://nobody@127.0.0.1:1/none", status=ExitStatus.FAILURE)


def test_findings_point_at_the_definitions_of_a_project(place: str, app: str, tmp_path: Path) -> None:
    (tmp_path / "schema/shop").mkdir(parents=True)
    (tmp_path / "dbtool.toml").write_text('[databases.shop]\n[targets.live]\nurl = "env:DBTOOL_TEST_LIVE"\n')
    (tmp_path / "schema/shop/intent.yml").write_text(
        "tenancy:\n  setting: app.tenant\n  type: bigint\n  tenants: [1, 2]\n  tenant_column: tenant_id\n"
        f"  app_roles: [{app}]\nroles: {{{app}: }}\n"
    )
    notes = "\ntable: notes\ncolumns: {id: bigint, tenant_id: bigint}\n"
    (tmp_path / "schema/shop/notes.yml").write_text(notes)
    done = run_dbtool(
        "verify-rls", "-q", "--format", "github", folder=tmp_path, environment={"DBTOOL_TEST_LIVE": place}
    )

    assert done.returncode == FAILED, done.stderr
    assert "::error file=schema/shop/notes.yml,line=2,col=8,title=RLS001 public.notes::" in done.stdout


def test_every_finding_is_in_the_manual() -> None:
    manual = (DOCS / "verify-rls.md").read_text(encoding="utf-8")
    for id in (*SHOWN, *(check.id for check in CHECKS)):
        assert f"| {id} | " in manual
        assert page_of(id).splitlines()[0].rstrip(".") in manual
