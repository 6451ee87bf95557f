"""docs/cli.md knows every command and every option."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.flatten import flattened
from dbtool.cli.main import COMMANDS, app, load
from dbtool.cli.options import Live, Source, Talk, Which

MANUAL = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
SHARED = {field.name for group in (Which, Source, Live, Talk) for field in fields(group)} | {"form"}


def _section(title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", MANUAL, re.MULTILINE | re.DOTALL)
    assert found, f"docs/cli.md has no section {title}"
    return found[1]


def _options(command: Any) -> Iterator[tuple[str, str]]:
    """Give each option of a command with its parameter's name."""
    for parameter in command.params:
        for spelling in (*parameter.opts, *parameter.secondary_opts):
            if spelling.startswith("-"):
                yield spelling, parameter.name


@pytest.mark.parametrize("name", COMMANDS)
def test_command_and_its_options_are_documented(name: str) -> None:
    command, section = load(name), _section(f"dbtool {name}")
    parts = getattr(command, "commands", {"": command})
    for part, inner in parts.items():
        assert part in section
        for spelling, parameter in _options(inner):
            text = _section("Shared options") if parameter in SHARED and name != "sandbox" else section
            assert f"`{spelling}" in text, f"dbtool {name} {part}: {spelling} is not in docs/cli.md"


def test_options_of_the_program_are_documented() -> None:
    for spelling, _ in _options(get_command(app)):
        assert f"`{spelling}`" in _section("dbtool")


def test_exit_statuses_are_documented() -> None:
    assert {int(number) for number in re.findall(r"^\| (\d+) \|", MANUAL, re.MULTILINE)} == set(ExitStatus)


def test_documented_options_exist() -> None:
    known = {spelling for name in COMMANDS for part in _parts(name) for spelling, _ in _options(part)}
    known |= {spelling for spelling, _ in _options(get_command(app))} | {"--help", "-h"}
    assert set(re.findall(r"(?<![\w`-])--[a-z][a-z-]+", MANUAL)) <= known


def _parts(name: str) -> list[Any]:
    command = load(name)
    return list(getattr(command, "commands", {"": command}).values())


def test_spread_options_reach_the_command() -> None:
    seen: list[tuple[Which, Talk, int]] = []

    def command(which: Which, talk: Talk, more: int = 1) -> ExitStatus:
        seen.append((which, talk, more))
        return ExitStatus.DONE

    run = flattened(command)
    given = {field.name: None for group in (Which, Talk) for field in fields(group)}
    run(**{**given, "target": "prod", "quiet": True, "more": 2})
    which, talk, more = seen[0]
    assert (which.target, talk.quiet, more) == ("prod", True, 2)
