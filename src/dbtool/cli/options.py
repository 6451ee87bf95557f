"""Options that commands share, in groups; `flattened` spreads a group into a command's own options."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dbtool.durations import milliseconds
from dbtool.model.hazards import ALLOWABLE


class Format(StrEnum):
    """How a result is printed."""

    text = "text"
    json = "json"


class DiffFormat(StrEnum):
    """How differences are printed."""

    text = "text"
    sql = "sql"
    json = "json"
    markdown = "markdown"
    sarif = "sarif"


class Mode(StrEnum):
    """What becomes of Community features on another edition."""

    require = "require"
    emulate = "emulate"
    skip = "skip"


def _duration(text: str) -> int:
    try:
        return milliseconds(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _known_hazards(names: list[str] | None) -> list[str] | None:
    for name in names or ():
        if name not in ALLOWABLE:
            raise typer.BadParameter(f"{name} is no hazard; write some of {', '.join(ALLOWABLE)}")
    return names


TALKING, CHOOSING, CONNECTING = "Talking", "Choosing", "Connecting"

OutputFormat = Annotated[
    Format, typer.Option("--format", help="How to print the result.", rich_help_panel=TALKING)
]
Allow = Annotated[
    list[str] | None,
    typer.Option(
        metavar="HAZARD",
        help="Allow a hazard by its name, or `all`; may be repeated.",
        callback=_known_hazards,
    ),
]
RenameOption = Annotated[
    list[str] | None,
    typer.Option(
        "--rename",
        metavar="OLD=NEW",
        help="Take OLD for NEW's old name, instead of dropping it; may be repeated.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
PlanOnly = Annotated[bool, typer.Option("--plan", help="Print what would run, and run nothing.")]
NoWait = Annotated[
    bool, typer.Option("--no-wait", help="Fail at once where another dbtool works on the database.")
]


class ProgressForm(StrEnum):
    """How progress is told."""

    auto = "auto"
    json = "json"


@dataclass(frozen=True, kw_only=True)
class Talk:
    """How much is said on stderr, and how."""

    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress and no notes.", rich_help_panel=TALKING)
    ] = False
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="Show the traceback of an error.", rich_help_panel=TALKING),
    ] = False
    no_color: Annotated[
        bool,
        typer.Option("--no-color", help="No colours; NO_COLOR does the same.", rich_help_panel=TALKING),
    ] = False
    progress: Annotated[
        ProgressForm,
        typer.Option(help="json tells it as one object in each line.", rich_help_panel=TALKING),
    ] = ProgressForm.auto


@dataclass(frozen=True, kw_only=True)
class Which:
    """Which databases of which project, and with which variables."""

    databases: Annotated[
        list[str] | None,
        typer.Argument(metavar="DATABASE", help="The databases; none needed where there is but one."),
    ] = None
    every: Annotated[
        bool, typer.Option("--all", help="All databases of the project.", rich_help_panel=CHOOSING)
    ] = False
    target: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="A target of dbtool.toml.", rich_help_panel=CHOOSING),
    ] = None
    variables: Annotated[
        list[str] | None,
        typer.Option(
            "--var",
            metavar="NAME=VALUE",
            help="Set a variable of the definitions; may be repeated.",
            rich_help_panel=CHOOSING,
        ),
    ] = None
    project: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="The project's folder or dbtool.toml.", rich_help_panel=CHOOSING),
    ] = None


@dataclass(frozen=True, kw_only=True)
class Scratch:
    """The server on which definitions are tried."""

    scratch_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="A server on which definitions may be tried; nothing stays there.",
            rich_help_panel=CONNECTING,
        ),
    ] = None
    provider: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Where a scratch server comes from: url, docker, local or cache.",
            rich_help_panel=CONNECTING,
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class Source(Scratch):
    """Where the definitions are, and the server on which they are read."""

    definitions: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="A YAML or SQL file or folder, instead of the project's definitions.",
            rich_help_panel=CHOOSING,
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class Live:
    """The live server, and how dbtool behaves there."""

    url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="The database's URL instead of the target's; {database} in it is the name.",
            rich_help_panel=CONNECTING,
        ),
    ] = None
    community_features: Annotated[
        Mode | None,
        typer.Option(
            help="What to do where the server lacks the Community edition.", rich_help_panel=CONNECTING
        ),
    ] = None
    lock_timeout: Annotated[
        int | None,
        typer.Option(
            parser=_duration,
            metavar="DURATION",
            help="How long a statement waits for a lock: 500ms, 3s, 0 for no limit.",
            rich_help_panel=CONNECTING,
        ),
    ] = None
    statement_timeout: Annotated[
        int | None,
        typer.Option(
            parser=_duration,
            metavar="DURATION",
            help="How long a statement may run; 0 for no limit.",
            rich_help_panel=CONNECTING,
        ),
    ] = None
