"""What a target alone says: its own variables reach it, and nothing shorter is in force in between."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from dbtool.cli.exit_status import ExitStatus
from dbtool.server.contract import Server
from tests.support.projects import Project, command_environment

SETTINGS = """\
[databases.app]
variables.keep = "1 year"

[targets.plain]
url = "env:DBTOOL_TEST_LIVE"
community_features = "emulate"

[targets.prod]
url = "env:DBTOOL_TEST_LIVE"
community_features = "emulate"
variables.keep = "5 years"
"""
TABLES = """\
extensions: [timescaledb]
tables:
  bars:
    columns: {at: timestamptz not null, price: numeric}
    hypertable: {by: at, chunk_interval: 1 day}
    retention: "{{ keep }}"
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Project:
    """The project with its revision; it needs no live database."""
    if server.edition == "none":
        pytest.skip("this server has no TimescaleDB")
    folder = tmp_path_factory.mktemp("target_variables")
    found = Project(folder / "project", command_environment(server, folder))
    found.write("dbtool.toml", SETTINGS)
    found.write("schema/app/bars.yml", TABLES)
    found.run("revision", "-m", "first")
    return found


@pytest.fixture
def project(made: Project, tmp_path: Path, plain_database_url: str) -> Project:
    return made.copy(tmp_path / "project").on(plain_database_url)


def kept(project: Project) -> str:
    """Give the retention in force, or the one that is declared where the edition cannot hold it."""
    with psycopg.connect(project.url) as connection:
        held = connection.execute("SELECT fact ->> 'drop_after' FROM dbtool.declared").fetchone()
        if held:
            return str(held[0])
        query = "SELECT config ->> 'drop_after' FROM timescaledb_information.jobs WHERE job_id >= 1000"
        row = connection.execute(query).fetchone()
        assert row is not None
        return str(row[0])


def causes(project: Project, target: str) -> dict[str, str]:
    printed = project.run("diff", "--target", target, "--format", "json", status=ExitStatus.DIFFERENCES)
    (found,) = json.loads(printed.stdout)["databases"]
    return {row["name"]: row["cause"] for row in found["differences"]}


def test_revision_holds_what_is_true_everywhere(project: Project) -> None:
    (revision,) = project.revisions()
    assert "1 year" in revision.read_text(encoding="utf-8")
    assert "5 years" not in revision.read_text(encoding="utf-8")


def test_apply_puts_the_targets_own_value_in_force(project: Project) -> None:
    said = project.run("apply", "--target", "prod", "--yes").stderr
    assert kept(project) == "5 years"
    assert "left to this target's own value: Drops chunks of public.bars after 1 year" in said
    assert "no differences" in project.run("diff", "--target", "prod").stdout
    assert "verified" in project.run("verify", "--target", "prod").stdout
    assert "nothing to do" in project.run("apply", "--target", "prod", "--yes").stdout


def test_target_without_variables_gets_the_revisions_value(project: Project) -> None:
    project.run("apply", "--target", "plain", "--yes")
    assert kept(project) == "1 year"


def test_own_value_is_pending_until_it_is_applied(project: Project) -> None:
    project.run("apply", "--target", "plain", "--yes")
    assert causes(project, "prod") == {"retention public.bars": "pending"}
    project.run("verify", "--target", "prod", status=ExitStatus.VERIFICATION_FAILED)
    project.run("apply", "--target", "prod", "--yes", "--allow", "all")
    assert kept(project) == "5 years"


def test_another_value_than_either_is_drift(project: Project) -> None:
    project.run("apply", "--target", "prod", "--yes")
    settings = (project.folder / "dbtool.toml").read_text(encoding="utf-8")
    project.write("dbtool.toml", settings.replace("5 years", "6 years"))
    assert causes(project, "prod") == {"retention public.bars": "drift"}


def test_preview_names_what_only_the_target_has(project: Project) -> None:
    shown = project.run("apply", "--target", "prod", "--plan").stdout
    assert "what only prod has" in shown
    assert "drops chunks of public.bars after 5 years" in shown
