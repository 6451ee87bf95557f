"""What cannot be done is refused in one sentence with a way out, and nothing has changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest

from dbtool.cli.exit_status import ExitStatus
from tests.support.live import everything
from tests.support.projects import Project, complaint

APPLY = ("apply", "--yes")
DIRECT = ("apply", "--yes", "--direct")
FAILURE, WRONG_USAGE = ExitStatus.FAILURE, ExitStatus.WRONG_USAGE
UNKNOWN_TABLE = """\
table: more
columns: {id: bigint, place: text}
foreign_keys: {more: {columns: [id], references: oders}}
"""
FOUR_ERRORS = """\
table: orders
colums: {id: bigint}
---
table: parts
columns:
  id: {type: bigint, nulable: false}
  id: bigint
  weight: [1, 2]
primary_key: [ident]
"""


@dataclass(frozen=True)
class Case:
    """A command that is refused, what it says, and the file that makes it so."""

    command: tuple[str, ...]
    said: tuple[str, ...]
    status: ExitStatus = FAILURE
    files: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)


ONE = "error: 1 error in the definitions"
CASES = {
    "unknown database": Case(
        ("diff", "ap"), ("error: no database ap in dbtool.toml", "  hint: did you mean app?"), WRONG_USAGE
    ),
    "unknown target": Case(
        ("apply", "--yes", "--target", "lave"),
        ("error: no target lave in dbtool.toml", "  hint: did you mean live?"),
        WRONG_USAGE,
    ),
    "URL variable not set": Case(
        APPLY,
        (
            "error: the target live takes its URL from DBTOOL_TEST_LIVE, which is not set",
            "  hint: export DBTOOL_TEST_LIVE=postgresql://…, or say --url URL",
        ),
        WRONG_USAGE,
        environment={"DBTOOL_TEST_LIVE": ""},
    ),
    "nobody to ask": Case(
        ("apply",),
        (
            "error: apply changes the database, and there is no terminal to ask at",
            "  hint: say --yes to run it, or --plan to see what would run",
        ),
        WRONG_USAGE,
    ),
    "server down": Case(
        (*APPLY, "--url", "postgresql://someone:s3cret@127.0.0.1:1/shop"),
        (
            "error: cannot connect to host=127.0.0.1 port=1 dbname=shop: connection to server at "
            '"127.0.0.1", port 1 failed: Connection refused',
            "  hint: is the server running, and is the URL right?",
        ),
    ),
    "unknown provider": Case(
        (*DIRECT, "--provider", "nonsense"),
        ("error: there is no provider 'nonsense'", "  hint: Known are url, docker, local, cache."),
        WRONG_USAGE,
        files={"schema/app/more.yml": "table: more\ncolumns: {id: int}\n"},
    ),
    "provider that cannot be": Case(
        (*DIRECT, "--provider", "docker"),
        (
            "error: the provider docker gives no server: no Docker engine answers (DockerException)",
            "  hint: The provider docker was asked for by --provider or DBTOOL_PROVIDER; "
            "without it others are tried.",
        ),
        files={"schema/app/more.yml": "table: more\ncolumns: {id: int}\n"},
        environment={"DOCKER_HOST": "tcp://127.0.0.1:1"},
    ),
    "tab in YAML": Case(
        DIRECT,
        (
            "schema/app/more.yml:2:1: YAML syntax: a tab is used where YAML wants spaces",
            "  hint: indent with spaces",
            ONE,
        ),
        files={"schema/app/more.yml": "table:\n\tmore\n"},
    ),
    "undefined variable": Case(
        DIRECT,
        (
            'schema/app/more.yml:2:18: the variable "typ" is not defined',
            "  hint: known here: database, target",
            ONE,
        ),
        files={"schema/app/more.yml": 'table: x\ncolumns: {a: "{{ typ }}"}\n'},
    ),
    "unknown extension": Case(
        DIRECT,
        (
            'schema/app/more.yml:1:12: extension postgiss: extension "postgiss" is not available',
            "  hint: The extension must first be installed on the system where PostgreSQL is running.",
            ONE,
        ),
        files={"schema/app/more.yml": "extension: postgiss\n"},
    ),
    "five errors": Case(
        ("revision", "-m", "five errors"),
        (
            'schema/app/more.yml:3:50: there is no table "oders"',
            '  hint: did you mean "orders"?',
            'schema/app/orders.yml:2:1: unknown key "colums"',
            '  hint: did you mean "columns"?',
            'schema/app/orders.yml:6:22: unknown key "nulable"',
            '  hint: did you mean "nullable"?',
            'schema/app/orders.yml:7:3: the key "id" is here twice, first on line 6',
            "  hint: keep one of the two",
            "schema/app/orders.yml:8:11: expected a type or a mapping, found a list",
            "error: 5 errors in the definitions",
        ),
        files={"schema/app/more.yml": UNKNOWN_TABLE, "schema/app/orders.yml": FOUR_ERRORS},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_refused_with_a_way_out(
    applied: Project, tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    case, project = CASES[name], applied
    if case.files:
        project = applied.copy(tmp_path_factory.mktemp("bad") / "project")
    for path, text in case.files.items():
        project.write(path, text)
    before, files = everything(applied.url), written(project)
    done = project.run(*case.command, status=case.status, **case.environment)
    assert done.stdout == ""
    assert complaint(done) == list(case.said)
    assert "s3cret" not in done.stderr
    assert everything(applied.url) == before
    assert written(project) == files


def written(project: Project) -> dict[str, bytes]:
    """Give every file of the project."""
    return {
        str(path.relative_to(project.folder)): path.read_bytes()
        for path in project.folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_revision_edited_after_it_was_applied(at_head: Project) -> None:
    first = at_head.revisions()[0]
    first.write_text(first.read_text() + "# an afterthought\n")
    before = everything(at_head.url)
    for command in (APPLY, ("verify",)):
        said = complaint(at_head.run(*command, status=FAILURE))
        assert re.fullmatch(
            r"error: migrations/app/versions/0001_orders_and_steps\.py: "
            r"revision 0001 was changed after it was applied \(\d{4}-\d\d-\d\d\)",
            said[0],
        )
        assert said[1:] == [
            "  hint: restore the file as it was applied, and put the change into a new revision"
        ]
    assert everything(at_head.url) == before


def test_target_ahead_of_the_repository(at_head: Project) -> None:
    at_head.revisions()[1].unlink()
    before = everything(at_head.url)
    for command in (APPLY, ("rollback", "--yes", "--allow", "all")):
        assert complaint(at_head.run(*command, status=FAILURE)) == [
            "error: the database is at revision 0002, which migrations/app does not have",
            "  hint: the database is ahead: update the checkout, or use the right database",
        ]
    assert everything(at_head.url) == before
