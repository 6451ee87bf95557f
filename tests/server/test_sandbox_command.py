"""`dbtool sandbox` as scripts see it: data on stdout, talk on stderr, exit statuses."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dbtool.server import sandbox
from tests.server.conftest import say_nothing

# The group alone: how the main program prints errors is tested with the main program.
MAIN = """
import sys
from dbtool.cli.commands import sandbox
from dbtool.errors import DbtoolError
try:
    sys.exit(sandbox.app(standalone_mode=False))
except DbtoolError as error:
    sys.exit(f"{error.code}: {error}")
"""


@pytest.fixture(autouse=True)
def stopped(runtime: Path) -> Iterator[None]:
    """A runtime folder of the test's own, empty again afterwards."""
    yield
    sandbox.stop(say=say_nothing)


def dbtool_sandbox(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-c", MAIN, *arguments]
    return subprocess.run(argv, input=stdin, capture_output=True, text=True, timeout=120, check=False)


def test_start_prints_only_the_url_on_stdout() -> None:
    done = dbtool_sandbox("start", "--print-url")
    assert done.returncode == 0
    assert done.stdout == sandbox.url() + "\n"
    assert done.stdout.strip() not in done.stderr
    assert "the sandbox is running: PostgreSQL" in done.stderr


def test_status_tells_everything_but_the_url() -> None:
    assert json.loads(dbtool_sandbox("status", "--format", "json").stdout) == {"running": False}
    assert dbtool_sandbox("status").stdout == "not running\n"
    started = sandbox.start(say=say_nothing)
    told = json.loads(dbtool_sandbox("status", "--format", "json").stdout)
    assert told["running"] is True
    assert (told["pid"], told["provider"], told["edition"]) == (
        started.pid,
        started.provider,
        started.edition,
    )
    assert "url" not in told


def test_psql_gets_its_connection_by_environment() -> None:
    sandbox.start(say=say_nothing)
    shown = "SELECT current_database();\n\\! cat /proc/$PPID/cmdline\n"
    done = dbtool_sandbox("psql", "template1", "--", "-AtX", stdin=shown)
    assert done.stderr == ""
    assert done.stdout == "template1\npsql\0-AtX\0"


def test_psql_without_a_database_passes_arguments_on() -> None:
    sandbox.start(say=say_nothing)
    assert dbtool_sandbox("psql", "--", "-AtXc", "SELECT current_database()").stdout == "postgres\n"


@pytest.mark.parametrize("command", ["url", "psql"])
def test_no_sandbox_is_an_error_with_nothing_on_stdout(command: str) -> None:
    done = dbtool_sandbox(command)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "server-unavailable: the sandbox is not running\n"


@pytest.mark.parametrize("command", ["start", "status", "url", "psql", "stop"])
def test_another_provider_than_the_running_one_is_an_error(command: str) -> None:
    sandbox.start(say=say_nothing)
    done = dbtool_sandbox(command, "--provider", "docker")
    assert done.returncode == 1
    assert "not from docker" in done.stderr
    assert sandbox.status() is not None


def test_run_gives_the_exit_status_and_leaves_stdout_to_the_command() -> None:
    done = dbtool_sandbox("run", "--", "sh", "-c", "echo out; exit 9")
    assert (done.returncode, done.stdout) == (9, "out\n")
    assert "the sandbox is up: PostgreSQL" in done.stderr
    assert sandbox.status() is None


def test_group_loads_nothing_heavy() -> None:
    code = "import sys, dbtool.cli.commands.sandbox; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"psycopg", "docker", "testcontainers", "dbtool.server.sandbox"} & set(done.stdout.split())
