"""What `dbtool diff` says of a database that is not what the definitions say, and why it is not."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from dbtool.cli.exit_status import ExitStatus
from dbtool.server.contract import Server
from tests.e2e.conftest import copied, name_of
from tests.support.databases import Databases, seal
from tests.support.live import everything, rows
from tests.support.programs import program
from tests.support.projects import REPOSITORY, Project

APPLY = ("apply", "--yes")
BY_HAND = "ALTER TABLE orders ADD COLUMN by_hand integer"
MARKDOWN = "| `-` | `column public.orders.by_hand` | `integer` | drift | `schema/app/orders.yml:1:8` |"
MORE = """\
---
table: parts
columns: {id: bigint not null}
primary_key: [id]
"""


def edit(project: Project) -> None:
    """Add a table to the definitions, which no revision has."""
    project.write("schema/app/parts.yml", MORE.removeprefix("---\n"))


def causes(project: Project) -> dict[str, str]:
    """Give the cause of each difference by the object's name."""
    printed = project.run("diff", "--format", "json", status=ExitStatus.DIFFERENCES).stdout
    (found,) = json.loads(printed)["databases"]
    return {row["name"]: row["cause"] for row in found["differences"]}


def test_applied_database_has_no_differences(at_head: Project) -> None:
    assert at_head.run("diff").stdout.startswith("app: no differences in 9 objects (")
    assert at_head.run("diff", "--format", "sql").stdout == ""


def test_unapplied_revision_is_pending(project: Project, plain_database_url: str) -> None:
    before = everything(plain_database_url)
    found = causes(project)
    assert set(found.values()) == {"pending"}
    assert {"table public.orders", "table public.ran", "index public.orders_place"} <= set(found)
    assert everything(plain_database_url) == before


def test_change_by_hand_is_drift(at_head: Project) -> None:
    rows(at_head.url, BY_HAND)
    assert causes(at_head) == {"column public.orders.by_hand": "drift"}
    printed = at_head.run("diff", status=ExitStatus.DIFFERENCES).stdout
    assert printed.splitlines()[1] == f"{'    - column by_hand  integer':<90}drift"


def test_edited_definition_is_unrecorded(at_head: Project) -> None:
    edit(at_head)
    assert causes(at_head) == {
        "table public.parts": "unrecorded",
        "column public.parts.id": "unrecorded",
        "constraint public.parts.parts_pkey": "unrecorded",
    }


@pytest.fixture(scope="module")
def differing(
    small: Project,
    kept_database: Callable[[], str],
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
) -> Project:
    """A project with a difference of each cause on its sealed database."""
    project = small.copy(tmp_path_factory.mktemp("differing") / "project").on(kept_database())
    project.run(*APPLY)
    project.run("rollback", "--yes", "--allow", "all")
    rows(project.url, BY_HAND)
    edit(project)
    seal(databases.server_url, name_of(project.url))
    return project


@pytest.fixture
def mixed(differing: Project, databases: Databases, tmp_path: Path) -> Project:
    """A copy of the project with a difference of each cause."""
    return copied(differing, databases, tmp_path)


def test_each_difference_has_its_own_cause(mixed: Project) -> None:
    assert causes(mixed) == {
        "column public.orders.by_hand": "drift",
        "column public.orders.note": "pending",
        "index public.orders_place": "pending",
        "table public.parts": "unrecorded",
        "column public.parts.id": "unrecorded",
        "constraint public.parts.parts_pkey": "unrecorded",
    }


@pytest.mark.parametrize(
    ("form", "piece"),
    [
        ("text", "app: 6 differences: 5 to add, 1 to drop"),
        ("markdown", MARKDOWN),
        ("sql", "ALTER TABLE public.orders DROP COLUMN by_hand;"),
    ],
)
def test_every_format_ends_with_the_same_status(mixed: Project, form: str, piece: str) -> None:
    printed = mixed.run("diff", "--format", form, status=ExitStatus.DIFFERENCES)
    assert piece in printed.stdout
    assert printed.stderr == ""


def test_json_fits_its_schema(mixed: Project) -> None:
    printed = mixed.run("diff", "--format", "json", status=ExitStatus.DIFFERENCES).stdout
    assert [error.message for error in validator("diff").iter_errors(json.loads(printed))] == []


def validator(name: str) -> Draft202012Validator:
    """Give what validates the JSON of a command against its documented schema."""
    schema, common = (
        json.loads((REPOSITORY / "docs/json" / f"{part}.schema.json").read_text(encoding="utf-8"))
        for part in (name, "common")
    )
    known = Registry().with_resource("common.schema.json", Resource.from_contents(common))
    return Draft202012Validator(schema, registry=known)


def test_psql_can_run_the_difference(mixed: Project, server: Server) -> None:
    script = mixed.run("diff", "--format", "sql", status=ExitStatus.DIFFERENCES).stdout
    run_psql(server, mixed.url, script)
    assert mixed.run("diff", "--format", "sql").stdout == ""
    assert mixed.run("diff").stdout.startswith("app: no differences in 12 objects (")


def run_psql(server: Server, url: str, script: str) -> None:
    """Run a script by psql, which stops at the first error."""
    command = [program(server, "psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", url]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


def test_definitions_without_a_project(
    small: Project, plain_database_url: str, server: Server, tmp_path: Path
) -> None:
    alone = Project(tmp_path / "nothing", small.environment)
    alone.write("f.sql", "CREATE TABLE things (id integer PRIMARY KEY, name text DEFAULT 'x' NOT NULL);\n")
    both = ("--url", plain_database_url, "--definitions", "f.sql")
    printed = alone.run("diff", *both, "--format", "json", status=ExitStatus.DIFFERENCES).stdout
    (found,) = json.loads(printed)["databases"]
    assert {row["cause"] for row in found["differences"]} == {"unrecorded"}
    script = alone.run("diff", *both, "--format", "sql", status=ExitStatus.DIFFERENCES).stdout
    run_psql(server, plain_database_url, script)
    alone.run("diff", *both)
    assert "nothing to do" in alone.run("apply", "--direct", *both, "--yes").stdout
