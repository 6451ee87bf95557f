"""`dbtool --help` is light; how quick it is, benchmarks/ measures."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import pytest

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.main import COMMANDS, GROUPS, MODULES, load
from tests.cli.programs import PROGRAM, run_dbtool

HEAVY = tuple(
    "sqlalchemy alembic jinja2 psycopg pydantic sqlfluff ruamel testcontainers".split()
    + "zstandard pyrage obstore".split()
)
LIST_HEAVY = f"""
import sys
try:
    {PROGRAM}
finally:
    print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_imports_nothing_heavy(option: str) -> None:
    assert _heavy_imports(option) == []


@pytest.mark.parametrize("command", ["apply", "diff", "sandbox"])
def test_help_of_a_command_imports_nothing_heavy(command: str) -> None:
    # typer itself takes pydantic to a command's arguments.
    assert set(_heavy_imports(command, "--help")) <= {"pydantic"}


def _heavy_imports(*arguments: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", LIST_HEAVY, *arguments], capture_output=True, text=True, check=True
    )
    return done.stderr.split()


def test_listed_line_is_the_commands_own() -> None:
    for name, line in COMMANDS.items():
        command = load(name)
        assert command.help.split("\n\n")[0] == line, name


def test_every_command_module_is_listed() -> None:
    modules = {path.stem for path in Path("src/dbtool/cli/commands").glob("*.py")} - {"__init__"}
    assert modules == {MODULES.get(name, name) for name in COMMANDS}


def test_every_command_gives_an_exit_status() -> None:
    for name in COMMANDS:
        if name not in GROUPS:
            module = __import__(f"dbtool.cli.commands.{MODULES.get(name, name)}", fromlist=["command"])
            assert get_type_hints(module.command)["return"] is ExitStatus


def test_help_of_every_command_is_printed() -> None:
    for name in COMMANDS:
        done = run_dbtool(name, "--help")
        assert (done.returncode, done.stderr) == (0, "")
        assert f"Usage: dbtool {name}" in done.stdout
