"""The whole way on a real server: a project's life, and definitions without a project."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import psycopg
import pytest

from dbtool.cli.exit_status import ExitStatus
from dbtool.server.contract import Server, with_database
from tests.cli.programs import run_dbtool

Run = Callable[..., CompletedProcess[str]]

TABLE = """\
table: parts
columns:
  id: bigint not null
  name: {type: text, nullable: false}
primary_key: [id]
"""
MORE = "indexes: {parts_name: {on: [name]}}\n"
PROJECT = '[databases.app]\n[targets.live]\nurl = "env:DBTOOL_TEST_LIVE"\n'


@pytest.fixture
def run(tmp_path: Path, server: Server, plain_database_url: str) -> Run:
    """Run dbtool in a project of one table, its target a fresh database."""
    (tmp_path / "schema/app").mkdir(parents=True)
    (tmp_path / "schema/app/parts.yml").write_text(TABLE, encoding="utf-8")
    (tmp_path / "dbtool.toml").write_text(PROJECT, encoding="utf-8")
    environment = {
        "DBTOOL_TEST_LIVE": plain_database_url,
        "DBTOOL_SERVER_URL": server.url,
        "DBTOOL_PROVIDER": "url",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }

    def go(*arguments: str, status: ExitStatus = ExitStatus.DONE) -> CompletedProcess[str]:
        done = run_dbtool(*arguments, folder=tmp_path, environment=environment)
        assert done.returncode == status, done.stderr + done.stdout
        assert "Traceback" not in done.stderr
        return done

    return go


def test_life_of_a_project(run: Run, tmp_path: Path, plain_database_url: str) -> None:
    run("check", status=ExitStatus.DIFFERENCES)
    assert "unrecorded" in run("diff", status=ExitStatus.DIFFERENCES).stdout
    assert "0001_first_tables.py" in run("revision", "-m", "first tables").stdout
    run("check", "--replay")
    assert "pending" in run("diff", status=ExitStatus.DIFFERENCES).stdout
    run("verify", status=ExitStatus.VERIFICATION_FAILED)
    assert "table public.parts" in run("apply", "--plan").stdout
    run("apply", status=ExitStatus.WRONG_USAGE)
    assert "app: applied 0001" in run("apply", "--yes").stdout
    assert "no differences" in run("diff").stdout
    assert "nothing to do" in run("apply", "--yes").stdout

    with (tmp_path / "schema/app/parts.yml").open("a", encoding="utf-8") as file:
        file.write(MORE)
    assert "unrecorded" in run("diff", status=ExitStatus.DIFFERENCES).stdout
    run("revision", "-m", "find parts by name")
    run("apply", "--yes")
    with psycopg.connect(plain_database_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE parts ADD COLUMN by_hand integer")
    drifted = run("diff", status=ExitStatus.DIFFERENCES).stdout
    assert "- column by_hand  integer" in drifted
    assert drifted.splitlines()[1].endswith("drift")
    run("verify", status=ExitStatus.VERIFICATION_FAILED)
    with psycopg.connect(plain_database_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE parts DROP COLUMN by_hand")

    run("verify")
    assert "took back 0002" in run("rollback", "--yes", "--allow", "all").stdout
    (status,) = json.loads(run("status", "--format", "json").stdout)["databases"]
    assert (status["current"], status["head"], status["pending"]) == ("0001", "0002", ["0002"])
    (history,) = json.loads(run("history", "--format", "json").stdout)["databases"]
    assert [bool(entry["applied_at"]) for entry in history["revisions"]] == [True, False]


def test_hazard_is_refused_with_status_4(run: Run, tmp_path: Path) -> None:
    run("revision", "-m", "first tables")
    run("apply", "--yes")
    path = tmp_path / "schema/app/parts.yml"
    text = TABLE.replace("  name: {type: text, nullable: false}\n", "")
    path.write_text(text, encoding="utf-8")
    run("revision", "-m", "no names")
    assert "deletes-data" in run("apply", "--plan", status=ExitStatus.HAZARD_REFUSED).stdout
    assert "deletes-data" in run("apply", "--yes", status=ExitStatus.HAZARD_REFUSED).stderr
    run("apply", "--yes", "--allow", "deletes-data")


def test_definitions_and_url_need_no_project(run: Run, tmp_path: Path, plain_database_url: str) -> None:
    file = tmp_path / "f.sql"
    file.write_text("CREATE TABLE things (id integer PRIMARY KEY);", encoding="utf-8")
    (tmp_path / "dbtool.toml").unlink()
    both = ("--url", plain_database_url, "--definitions", "f.sql")
    sql = run("diff", *both, "--format", "sql", status=ExitStatus.DIFFERENCES).stdout
    assert "CREATE TABLE public.things" in sql
    run("apply", "--direct", *both, "--yes", "--allow", "all")
    assert run("diff", *both, "--format", "sql").stdout == ""


def test_stdout_is_data_only(run: Run) -> None:
    done = run("diff", "--format", "json", status=ExitStatus.DIFFERENCES)
    assert json.loads(done.stdout)["databases"][0]["database"] == "app"
    assert run("diff", "--quiet", status=ExitStatus.DIFFERENCES).stderr == ""


def test_missing_database_offers_to_create_it(run: Run, server: Server) -> None:
    url = with_database(server.url, "dbtool_test_is_not_there")
    done = run("diff", "--url", url, status=ExitStatus.FAILURE)
    assert "dbtool_test_is_not_there" in done.stderr


def test_init_makes_a_project_that_checks(run: Run, tmp_path: Path) -> None:
    assert "dbtool.toml" in run("init", "fresh", "--name", "shop").stdout
    run("check", "--project", "fresh", status=ExitStatus.DIFFERENCES)
    run("init", "fresh", status=ExitStatus.WRONG_USAGE)


def test_five_errors_are_reported_at_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "schema/app/parts.yml").write_text(
        "tabel: parts\ncolumns:\n  id: {typ: bigint}\n  id: bigint\nprimary_kee: [id]\n", encoding="utf-8"
    )
    (tmp_path / "schema/app/other.yml").write_text("table: other\ncolumns: 3\n", encoding="utf-8")
    done = run("check", status=ExitStatus.FAILURE)
    assert "other.yml:2:" in done.stderr
    assert "parts.yml:" in done.stderr
    assert "errors in the definitions" in done.stderr
