"""What cannot be done is refused in one sentence with a way out, and nothing has changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from dbtool.cli.exit_status import ExitStatus
from dbtool.execute.connect import place
from dbtool.server.contract import Server, with_database
from tests.e2e.conftest import name_of
from tests.support.databases import PREFIX, Databases
from tests.support.live import everything, old_snapshot, rows
from tests.support.processes import eventually
from tests.support.projects import Done, Project
from tests.support.urls import as_role

APPLY = ("apply", "--yes")
DIRECT = ("apply", "--yes", "--direct")
FAILURE, WRONG_USAGE = ExitStatus.FAILURE, ExitStatus.WRONG_USAGE
# The first applier is stuck once its index waits for the old snapshot.
HOLDER = """
SELECT l.pid, l.backend_start FROM pg_stat_activity AS l, pg_stat_activity AS w
WHERE l.datname = current_database() AND l.application_name = 'dbtool lock'
  AND w.datname = current_database() AND w.query LIKE 'CREATE INDEX CONCURRENTLY%'
  AND w.wait_event = 'virtualxid'
"""
ADDRESS = r"(the server itself|[0-9a-f.:/]+)"
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


def complaint(done: Done) -> list[str]:
    """Give what was said, without the notes of what went on."""
    lines = done.stderr.splitlines()
    first = next(number for number, line in enumerate(lines) if re.match(r"error: |\S+:\d+:\d+: ", line))
    return lines[first:]


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
    for command in (APPLY, ("verify",), ("rollback", "--yes", "--allow", "all")):
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
    for command in (APPLY, ("verify",), ("status",), ("rollback", "--yes", "--allow", "all")):
        assert complaint(at_head.run(*command, status=FAILURE)) == [
            "error: the database is at revision 0002, which migrations/app does not have",
            "  hint: the database is ahead: update the checkout, or use the right database",
        ]
    assert everything(at_head.url) == before


@pytest.fixture
def nobody(server: Server, databases: Databases) -> Iterator[str]:
    """A role that may log in and nothing else; its password is `right`."""
    role = f"{PREFIX}{databases.worker}_nobody"
    rows(server.url, f"DROP ROLE IF EXISTS {role}")
    rows(server.url, f"CREATE ROLE {role} LOGIN PASSWORD 'right'")
    yield role
    databases.drop_leftovers()
    rows(server.url, f"DROP ROLE {role}")


def test_wrong_password(project: Project, nobody: str) -> None:
    wrong, where = as_role(project.url, nobody, "wr0ng"), place(project.url)
    done = project.run(*APPLY, "--url", wrong, status=FAILURE)
    assert complaint(done) == [
        f'error: the server at {where} refused the password of role "{nobody}"',
        "  hint: passwords come from the URL, PGPASSWORD or .pgpass",
    ]
    assert "wr0ng" not in done.stderr


def test_no_right_to_create(project: Project, nobody: str) -> None:
    before, database = everything(project.url), name_of(project.url)
    done = project.run(*APPLY, "--url", as_role(project.url, nobody, "right"), status=FAILURE)
    assert complaint(done) == [
        f'error: role "{nobody}" may not create schema dbtool in "{database}": '
        f"permission denied for database {database}",
        f'  hint: run GRANT CREATE ON DATABASE "{database}" TO "{nobody}", or apply as the database\'s owner',
    ]
    assert everything(project.url) == before
    rows(project.url, f'ALTER DATABASE "{database}" OWNER TO {nobody}')
    project.run(*APPLY, "--url", as_role(project.url, nobody, "right"))


def test_no_right_to_create_a_database(project: Project, nobody: str) -> None:
    url = as_role(with_database(project.url, f"{name_of(project.url)}_more"), nobody, "right")
    done = project.run(*APPLY, "--create-database", "--url", url, status=FAILURE)
    assert complaint(done) == [
        f'error: role "{nobody}" may not create database "{name_of(project.url)}_more"',
        f'  hint: run ALTER ROLE "{nobody}" CREATEDB as a superuser, or have the database created',
    ]


@pytest.fixture
def missing(databases: Databases, server: Server) -> Iterator[str]:
    """The URL of a database that is not there."""
    name = f"{PREFIX}{databases.worker}_missing"
    yield with_database(server.url, name)
    rows(server.url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def test_missing_database_is_made_when_asked_for(small: Project, missing: str) -> None:
    project = small.on(missing)
    assert complaint(project.run(*APPLY, status=FAILURE)) == [
        f'error: database "{name_of(missing)}" does not exist on {place(missing)}',
        "  hint: create it, or pass --create-database",
    ]
    done = project.run(*APPLY, "--create-database")
    assert done.stderr.splitlines()[0] == f"created database {name_of(missing)}"
    assert done.stdout.startswith("app: applied 0001, 0002, 4 steps (")


def test_refused_hazard_works_when_allowed_by_its_name(at_head: Project) -> None:
    text = at_head.read("schema/app/orders.yml")
    at_head.write("schema/app/orders.yml", text.replace("  note: text\n", ""))
    at_head.run("revision", "-m", "no note")
    before = everything(at_head.url)
    assert complaint(at_head.run(*APPLY, status=ExitStatus.HAZARD_REFUSED)) == [
        "error: app: deletes-data not allowed: Drops column note of table public.orders",
        "  hint: look at it with --plan, then say --allow deletes-data",
    ]
    assert "deletes-data" in at_head.run("apply", "--plan", status=ExitStatus.HAZARD_REFUSED).stdout
    assert everything(at_head.url) == before
    at_head.run(*APPLY, "--allow", "deletes-data")


def test_second_applier_waits_or_fails_at_once(project: Project) -> None:
    with old_snapshot(project.url):
        first = project.start(*APPLY)
        assert eventually(lambda: rows(project.url, HOLDER) != [], within_s=30)
        ((pid, since),) = rows(project.url, HOLDER)
        holder = f'pid {pid}, role "postgres", dbtool lock, from {ADDRESS}, since {since:%Y-%m-%d %H:%M:%S}'
        refused = complaint(project.run(*APPLY, "--no-wait", status=FAILURE))
        assert re.fullmatch(f"error: another dbtool works on this database: {holder}", refused[0])
        assert refused[1:] == ["  hint: wait for it to end, or leave out --no-wait"]
        second = project.start(*APPLY)
        assert second.stderr is not None
        assert re.fullmatch(f"waits for another dbtool: {holder}\n", second.stderr.readline())
    said, _ = first.communicate(timeout=30)
    assert said.startswith("app: applied 0001, 0002, 4 steps (")
    said, _ = second.communicate(timeout=30)
    assert said.startswith("app: nothing to do (")
    assert (first.returncode, second.returncode) == (0, 0)


COMMUNITY = """\
table: bars
columns: {at: timestamptz not null, price: float}
hypertable: {by: at}
compression: {after: 7 days}
retention: {drop_after: 30 days}
"""


@pytest.fixture
def bars(small: Project, tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Project:
    """A project of one hypertable with policies."""
    project = small.copy(tmp_path_factory.mktemp("bars") / "project").on(database_url)
    project.write("schema/app/orders.yml", "extension: timescaledb\n---\n" + COMMUNITY)
    for path in (*project.revisions(), project.folder / "migrations/app/state.json"):
        path.unlink()
    project.run("revision", "-m", "bars")
    return project


def test_what_needs_the_community_edition_is_refused_before_anything_changes(
    bars: Project, server: Server
) -> None:
    if server.edition != "apache":
        pytest.skip(f"this server has TimescaleDB's {server.edition} edition, nothing is missing")
    before = everything(bars.url)
    for command in (APPLY, DIRECT):
        assert complaint(bars.run(*command, status=FAILURE)) == [
            "error: 3 steps need TimescaleDB's Community edition, which this server has not got",
            "  hint: Keeps old chunks of public.bars in the columnstore",
            "        Moves chunks of public.bars to the columnstore after 7 days",
            "        Drops chunks of public.bars after 30 days",
            '        let the target say community_features = "emulate" or "skip"',
        ]
        assert everything(bars.url) == before
    bars.run(*APPLY, "--community-features", "emulate")
    bars.run("verify")
