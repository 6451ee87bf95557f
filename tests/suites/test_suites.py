"""The harness sees a right result and every sort of wrong one; the public suites run where they are given."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest

from dbtool.server.contract import Server
from tests.suites.dbtool_command import Done, in_a_process, in_here
from tests.suites.pair import Outcome, Pair, Result
from tests.suites.postgres import Postgres, created_roles
from tests.suites.readers import read_checkout
from tests.suites.results import kept, line, table, write
from tests.suites.trial import Trial
from tests.support.databases import run_name
from tests.support.programs import pg_dump, program

GIVEN = [Path(path) for path in os.environ.get("DBTOOL_SUITES", "").split(os.pathsep) if path]
OLD = "CREATE TABLE notes (id bigint PRIMARY KEY, body text); CREATE VIEW bodies AS SELECT body FROM notes;"
LONGER = "CREATE TABLE notes (id bigint PRIMARY KEY, at date, body text); -- the view is gone"
GO = r"""
package cases
var cases = []acceptanceTestCase{
	{
		name: "Add, and \"drop\"", // a comment with { and `
		roles: []string{"role_1", `"Role 2"`},
		oldSchemaDDL: []string{`CREATE TABLE a (x int, y text DEFAULT '}');`, `CREATE TABLE b ();`},
		newSchemaDDL: nil,
		expectedHazardTypes: []diff.MigrationHazardType{diff.MigrationHazardTypeDeletesData},
	},
	{name: "From files", planFactory: files([]string{"data/one", "data/two"})},
}
"""


def idle(*arguments: str) -> Done:
    """Stand for a tool that says it is done and did nothing."""
    return Done(0, "")


def pair(old: str, new: str) -> Pair:
    return Pair(suite="own", name="one", old=old, new=new)


@pytest.fixture
def postgres(server: Server) -> Postgres:
    return Postgres(server.url, program(server, "psql"), pg_dump(server), run_name())


@pytest.fixture
def trial(postgres: Postgres) -> Trial:
    return Trial(postgres, in_here, postgres.url)


def test_right_result_passes(postgres: Postgres) -> None:
    trial = Trial(postgres, in_a_process, postgres.url)
    assert trial.of(pair(OLD, OLD.replace("text", "varchar(40)"))).outcome is Outcome.SAME


def test_column_added_in_the_middle_is_counted_apart(trial: Trial) -> None:
    assert trial.of(pair(OLD, LONGER)).outcome is Outcome.COLUMN_ORDER


def test_column_order_of_a_new_table_is_not_excused(postgres: Postgres) -> None:
    def other_order(*arguments: str) -> Done:
        if arguments[0] == "apply":
            into = Path(arguments[arguments.index("--definitions") + 1]).with_name("other.sql")
            into.write_text("CREATE TABLE t (b int, a int)", encoding="utf-8")
            postgres.load(arguments[arguments.index("--url") + 1], into)
        return Done(0, "")

    found = Trial(postgres, other_order, "").of(pair("", "CREATE TABLE t (a int, b int)"))
    assert found.outcome is Outcome.OTHER_DUMP
    assert "-    a integer," in found.reason


def test_command_that_does_nothing_fails(postgres: Postgres) -> None:
    found = Trial(postgres, idle, "").of(pair(OLD, LONGER))
    assert found.failed
    assert found.outcome is Outcome.OTHER_DUMP
    assert "+CREATE VIEW public.bodies AS" in found.reason


def test_diff_that_is_not_empty_fails(postgres: Postgres) -> None:
    def different(verb: str, *_: str) -> Done:
        return Done(3 if verb == "diff" else 0, "view bodies")

    found = Trial(postgres, different, "").of(pair(OLD, OLD))
    assert found.outcome is Outcome.DIFFERENCES
    assert "view bodies" in found.reason


def test_schema_that_psql_refuses_is_no_failure(trial: Trial) -> None:
    found = trial.of(pair(OLD, "SELECT 1/0"))
    assert found.outcome is Outcome.NOT_LOADABLE
    assert not found.failed
    assert "division by zero" in found.reason


def test_roles_are_there_and_gone_afterwards(trial: Trial, postgres: Postgres) -> None:
    given, made = f'{postgres.run} "Reader"', f"writer_{postgres.run}"
    old = f"CREATE ROLE {made}; CREATE TABLE t (); GRANT SELECT ON t TO {made};"
    quoted = given.replace('"', '""')
    both = Pair(suite="own", name="x", old=old, new=f'{old} GRANT INSERT ON t TO "{quoted}";', roles=(given,))
    assert created_roles(old) == [made]
    assert trial.of(both) == Result("own", "x", Outcome.SAME)
    with psycopg.connect(postgres.url) as connection:
        rows = connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [[given, made]])
        assert rows.fetchall() == []


def test_cases_in_go_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "internal" / "migration_acceptance_tests"
    for name in ("one/b", "two/a", "one/a"):
        path = folder / "data" / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (folder / "note_cases_test.go").write_text(GO)
    first, second = read_checkout(tmp_path)
    assert (first.suite, first.name) == ("pg-schema-diff", 'note: Add, and "drop"')
    assert first.roles == ("role_1", "Role 2")
    assert first.old == "CREATE TABLE a (x int, y text DEFAULT '}');\nCREATE TABLE b ();"
    assert first.new == ""
    assert second.new == "one/a\none/b\ntwo/a"


def test_fixtures_in_folders_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "tests" / "FIXTURES" / "grants"
    folder.mkdir(parents=True)
    (folder / "a.sql").write_text("SELECT 1;")
    (folder / "b.sql").write_text("SELECT 2;")
    assert [(one.name, one.old, one.new) for one in read_checkout(tmp_path)] == [
        ("grants", "SELECT 1;", "SELECT 2;")
    ]


def test_results_are_kept_and_counted(tmp_path: Path) -> None:
    results = [
        Result("a", "one", Outcome.SAME),
        Result("a", "two", Outcome.NOT_LOADABLE, "no such type"),
        Result("a", "three", Outcome.NOT_APPLIED, "exit status 1\nerror: the plan does not run"),
        Result("b", "one", Outcome.COLUMN_ORDER),
    ]
    write(tmp_path / "results.json", results)
    assert list(kept(tmp_path / "results.json").values()) == results
    assert line(results[2]) == "not applied: a: three: error: the plan does not run"
    header, *rows = (row.split() for row in table(results).splitlines())
    assert [(row[0], row[1], row[-1]) for row in rows] == [("a", "3", "50.0%"), ("b", "1", "100.0%")]
    assert header[-1] == "rate"


@pytest.mark.skipif(not GIVEN, reason="DBTOOL_SUITES is not set: the public suites are not here")
@pytest.mark.parametrize("checkout", GIVEN, ids=lambda path: path.name)
def test_public_suite(checkout: Path, trial: Trial) -> None:
    failed = [result for result in map(trial.of, read_checkout(checkout)) if result.failed]
    assert not failed, "\n".join(map(line, failed))
