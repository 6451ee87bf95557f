"""Rights, hazards, editions and other appliers: what a target refuses, it refuses unchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from dbtool.cli.exit_status import ExitStatus
from dbtool.execute.connect import place
from dbtool.server.contract import Server, with_database
from tests.e2e.conftest import name_of
from tests.support.databases import PREFIX, Databases
from tests.support.live import everything, old_snapshot, rows
from tests.support.processes import eventually
from tests.support.projects import Project, complaint
from tests.support.urls import as_role

APPLY = ("apply", "--yes")
DIRECT = ("apply", "--yes", "--direct")
FAILURE = ExitStatus.FAILURE
# The first applier is stuck once its index waits for the old snapshot.
HOLDER = """
SELECT l.pid, l.backend_start FROM pg_stat_activity AS l, pg_stat_activity AS w
WHERE l.datname = current_database() AND l.application_name = 'dbtool lock'
  AND w.datname = current_database() AND w.query LIKE 'CREATE INDEX CONCURRENTLY%'
  AND w.wait_event = 'virtualxid'
"""
ADDRESS = r"(the server itself|[0-9a-f.:/]+)"


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
    missing = [
        "eeps old chunks of public.bars in the columnstore",
        "oves chunks of public.bars to the columnstore after 7 days",
        "rops chunks of public.bars after 30 days",
    ]
    # A revision's steps are sentences, a plan's are not.
    for command, initials in ((APPLY, "KMD"), (DIRECT, "kmd")):
        first, second, third = map(str.__add__, initials, missing)
        assert complaint(bars.run(*command, status=FAILURE)) == [
            "error: 3 steps need TimescaleDB's Community edition, which this server has not got",
            f"  hint: {first}",
            f"        {second}",
            f"        {third}",
            '        let the target say community_features = "emulate" or "skip"',
        ]
        assert everything(bars.url) == before
    bars.run(*APPLY, "--community-features", "emulate")
    bars.run("verify")
