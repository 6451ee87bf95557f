"""`dbtool maintain` as people and cron call it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from dbtool.execute.locks import applier_lock
from dbtool.kinds.upkeep.maintenance import Maintenance
from dbtool.kinds.upkeep.partition_rule import PartitionRule
from dbtool.kinds.upkeep.row_retention import RowRetention
from dbtool.kinds.upkeep.view_refresh import ViewRefresh
from dbtool.server.contract import Server
from tests.cli.programs import run_dbtool
from tests.maintain.support import keep, this_month
from tests.support.live import everything, rows, value

SCHEMAS = Path(__file__).parents[2] / "docs" / "json"
DEFINITIONS = """
tables:
  events:
    columns: {at: timestamptz not null, what: text}
    partition_by: range (at)
    partitions: {by: month, ahead: 1}
"""


@pytest.fixture
def url(plain_database_url: str) -> str:
    """A database with one task of each sort that needs no TimescaleDB."""
    url = plain_database_url
    rows(url, "CREATE TABLE logs (at timestamptz)")
    rows(url, "INSERT INTO logs VALUES ('2020-01-01'), (now())")
    rows(url, "CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at)")
    rows(url, "CREATE MATERIALIZED VIEW days AS SELECT at::date AS day FROM logs")
    keep(
        url,
        RowRetention(schema="public", table="logs", column="at", delete_after="1 day"),
        PartitionRule(schema="public", table="events", by="month", ahead=1),
        ViewRefresh(schema="public", name="days", schedule_interval="1 day"),
        Maintenance(schema="public", table="logs", vacuum="1 day"),
    )
    return url


def maintain(*arguments: str) -> Any:
    return run_dbtool("maintain", *arguments)


def as_json(*arguments: str) -> Any:
    """Give the only database of a JSON document that fits its schema."""
    done = maintain(*arguments, "--format", "json")
    printed = json.loads(done.stdout)
    common = Resource.from_contents(json.loads((SCHEMAS / "common.schema.json").read_text()))
    schema = json.loads((SCHEMAS / "maintain.schema.json").read_text())
    registry = Registry().with_resource("common.schema.json", common)
    validator = Draft202012Validator(schema, registry=registry)
    assert [error.message for error in validator.iter_errors(printed)] == []
    (found,) = printed["databases"]
    return found


def test_run_does_what_is_due_and_says_so(url: str) -> None:
    done = maintain("run", "--url", url)
    assert done.returncode == 0
    lines = [line.partition(" (")[0] for line in done.stdout.splitlines()]
    assert lines[0] == "    ✓ partitions public.events: made 2"
    assert lines[1] == "    ✓ delete public.logs: deleted 1"
    assert lines[2].startswith("    ✓ refresh public.days: size ")
    assert lines[3].startswith("    ✓ vacuum public.logs: dead 1 → 0, size ")
    assert lines[4].endswith(": 4 done")
    assert "[4/4] vacuum public.logs" in done.stderr
    assert maintain("run", "--url", url).stdout.partition(" (")[0].endswith(": nothing is due")
    assert "vacuum" in maintain("run", "--url", url, "--force", "--only", "vacuum").stdout


def test_dry_run_changes_nothing(url: str) -> None:
    before = everything(url)
    done = maintain("run", "--url", url, "--dry-run")
    assert done.returncode == 0
    assert f"make public.events_{this_month():%Y_%m}, from {this_month():%Y-%m-%d} to " in done.stdout
    assert "· delete 1 rows of public.logs" in done.stdout
    assert everything(url) == before
    assert value(url, "SELECT count(*) FROM dbtool.maintenance") == 0


def test_json_fits_its_schema(url: str) -> None:
    assert {task["state"] for task in as_json("run", "--url", url, "--dry-run")["tasks"]} == {"foreseen"}
    status = as_json("status", "--url", url)
    assert [task["due"] for task in status["tasks"]] == [True] * 4
    found = as_json("run", "--url", url)
    assert [task["task"] for task in found["tasks"]] == ["partitions", "delete", "refresh", "vacuum"]
    assert found["tasks"][1]["figures"] == {"deleted": 1}
    status = as_json("status", "--url", url)
    assert status["ok"] is True
    assert all(task["due_in_seconds"] > 0 and task["state"] == "done" for task in status["tasks"])


def test_failure_is_named_with_its_hint(url: str) -> None:
    rows(url, "DROP MATERIALIZED VIEW days")
    done = maintain("run", "--url", url)
    assert done.returncode == 1
    assert "✗ refresh public.days" in done.stdout
    assert "there is no table or view public.days" in done.stdout
    assert "hint: `dbtool apply` makes again what is declared" in done.stdout
    assert "3 done" in done.stdout or "1 failed" in done.stdout
    assert maintain("status", "--url", url).returncode == 0
    checked = maintain("status", "--url", url, "--check")
    assert checked.returncode == 5
    assert "✗ refresh public.days, every 1 day" in checked.stdout
    assert as_json("status", "--url", url)["ok"] is False


def test_monitoring_is_told_of_what_is_overdue(url: str) -> None:
    maintain("run", "--url", url)
    assert maintain("status", "--url", url, "--check").returncode == 0
    rows(url, "UPDATE dbtool.maintenance SET run_at = run_at - interval '3 days'")
    checked = maintain("status", "--url", url, "--check")
    assert checked.returncode == 5
    assert "OVERDUE since" in checked.stdout
    assert "2 days ago" in checked.stdout


def test_second_run_leaves_with_status_0(url: str) -> None:
    with applier_lock(url):
        done = maintain("run", "--url", url)
        found = as_json("run", "--url", url)
    assert done.returncode == 0
    assert "nothing done: another dbtool works on this database" in " ".join(done.stdout.split())
    assert found["busy"].startswith("another dbtool works on this database")
    assert found["tasks"] == []


def test_selection(url: str) -> None:
    done = maintain("run", "--url", url, "--table", "logs")
    assert "2 done" in done.stdout
    done = maintain("run", "--url", url, "--table", "public.days", "--only", "view_refresh")
    assert "1 done" in done.stdout
    wrong = maintain("run", "--url", url, "--only", "vacum")
    assert wrong.returncode == 2
    assert "vacum is no task and no kind" in wrong.stderr
    wrong = maintain("run", "--url", url, "--table", "lgos")
    assert wrong.returncode == 2
    assert "delete public.logs" in wrong.stderr
    assert maintain("run", "--url", url, "--table", 'a."b').returncode == 2


def test_empty_database(plain_database_url: str) -> None:
    done = maintain("run", "--url", plain_database_url)
    assert (done.returncode, done.stdout.partition(" (")[0].rpartition(": ")[2]) == (0, "nothing is due")
    done = maintain("status", "--url", plain_database_url, "--check")
    assert done.returncode == 0
    assert "nothing is declared that needs upkeep" in done.stdout


def test_time_limit_is_read_and_kept(url: str) -> None:
    assert maintain("run", "--url", url, "--max-runtime", "2h").returncode == 0
    assert maintain("run", "--url", url, "--max-runtime", "soon").returncode == 2
    done = maintain("run", "--url", url, "--force", "--max-runtime", "1ms")
    assert done.returncode == 0
    assert "not tried" in done.stdout


def test_without_a_url_a_project_is_needed(tmp_path: Path) -> None:
    done = run_dbtool("maintain", "run", folder=tmp_path)
    assert done.returncode == 2
    assert "dbtool.toml" in done.stderr


def test_apply_makes_the_partitions_that_are_due(
    plain_database_url: str, server: Server, tmp_path: Path
) -> None:
    url, file = plain_database_url, tmp_path / "events.yml"
    file.write_text(DEFINITIONS)
    options = ["--url", url, "--definitions", str(file), "--direct", "--scratch-url", server.url]
    done = run_dbtool("apply", *options, "--yes")
    assert done.returncode == 0, done.stderr
    assert "Making partitions" in done.stderr
    rows(url, "INSERT INTO events VALUES (now(), 'x')")
    assert value(url, "SELECT state FROM dbtool.maintenance") == "done"
    done = run_dbtool("apply", *options, "--yes")
    assert "nothing to do" in done.stdout
    rows(url, f"DROP TABLE events_{this_month():%Y_%m}")
    plan = run_dbtool("apply", *options, "--plan")
    assert "partitions that are due" in plan.stdout
    assert f"Makes partition public.events_{this_month():%Y_%m}." in plan.stdout
    assert "locks SHARE UPDATE EXCLUSIVE on public.events" in plan.stdout
    done = run_dbtool("apply", *options, "--yes")
    assert "applied, 1 step" in done.stdout
    rows(url, "INSERT INTO events VALUES (now(), 'x')")


def test_apply_says_which_partition_it_could_not_make(
    plain_database_url: str, server: Server, tmp_path: Path
) -> None:
    url, file = plain_database_url, tmp_path / "events.yml"
    file.write_text(f"{DEFINITIONS}  events_{this_month():%Y_%m}: {{columns: {{x: int}}}}\n")
    done = run_dbtool(
        "apply", "--url", url, "--definitions", str(file), "--direct", "--scratch-url", server.url, "--yes"
    )
    assert done.returncode == 1
    assert "is there already and is no partition of public.events" in " ".join(done.stderr.split())
    assert "rename it, drop it, or attach it with these bounds" in done.stderr
