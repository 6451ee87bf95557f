"""stdout is data, stderr is talk."""

from __future__ import annotations

import os
import re
import shutil
import sys
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

import typer

from dbtool.cli.exit_status import ExitStatus, status_of
from dbtool.cli.options import ProgressForm, Talk
from dbtool.errors import DbtoolError, InvalidDefinitions

if TYPE_CHECKING:
    from dbtool.cli.progress import Watch

WIDTH = 100
NARROWEST = 60
DEBUG_VARIABLE = "DBTOOL_DEBUG"
MARK_COLORS = {"+": "green", "-": "red", "~": "yellow", "±": "magenta", "→": "cyan", "✓": "green", "✗": "red"}
_MARKED = re.compile(r"^(\s*)([+\-~±→✓✗])( .*)$", re.MULTILINE)


@dataclass(frozen=True)
class Output:
    """Where and how a command prints."""

    quiet: bool = False
    verbose: bool = False
    no_color: bool = False
    events: bool = False

    @classmethod
    def of(cls, talk: Talk) -> Output:
        return cls(
            quiet=talk.quiet,
            verbose=talk.verbose,
            no_color=talk.no_color,
            events=talk.progress is ProgressForm.json,
        )

    def data(self, text: str) -> None:
        """Print a result; nothing for nothing."""
        if text:
            typer.echo(text.rstrip("\n"), color=False)

    def marked(self, text: str) -> None:
        """Print a result whose lines begin with marks: the mark is text first, colour second."""
        if not self.colored(sys.stdout):
            self.data(text)
        elif text:
            typer.echo(_MARKED.sub(_colored_mark, text.rstrip("\n")), color=True)

    def talk(self, text: str = "") -> None:
        """Tell something that is no result; nothing with --quiet."""
        if not self.quiet:
            typer.echo(text, err=True, color=False)

    def say(self, text: str) -> None:
        """Tell what a person must have seen, also with --quiet."""
        typer.echo(text, err=True, color=False)

    def ask(self, question: str) -> bool:
        """Ask the person at the terminal; no answer is no."""
        try:
            return typer.confirm(question, default=False, err=True)
        except typer.Abort as abort:
            raise KeyboardInterrupt from abort

    def fail(self, error: DbtoolError, about: str = "") -> ExitStatus:
        """Print an error, also with --quiet, and give its exit status."""
        if isinstance(error, InvalidDefinitions):
            for one in error.errors:
                self._complain(str(one), one.hint)
        place = f"{about}: " if about and not error.message.startswith(f"{about}:") else ""
        self._complain(f"{self._red('error')}: {place}{error}", error.hint)
        if self.debugging:
            typer.echo("".join(traceback.format_exception(error)), err=True)
        return status_of(error)

    def fail_unexpectedly(self, error: Exception) -> ExitStatus:
        """Print one line about an error that is dbtool's own, or all of it for who asks."""
        if self.debugging:
            typer.echo("".join(traceback.format_exception(error)), err=True)
        what = " ".join(str(error).split())
        self._complain(
            f"{self._red('error')}: this is a fault in dbtool: {type(error).__name__}: {what}",
            None if self.debugging else f"{DEBUG_VARIABLE}=1 or --verbose shows where; please report it",
        )
        return ExitStatus.FAILURE

    def progress(self, name: str = "") -> Watch:
        """Give what shows the progress of the database `name`: a bar on a terminal, else lines, or events."""
        from dbtool.cli import progress

        if self.events:
            return progress.Events(name)
        if self.quiet:
            return progress.Watch(name)
        if sys.stderr.isatty():
            return progress.Bars(name, color=self.colored(sys.stderr))
        return progress.Lines(name)

    @property
    def debugging(self) -> bool:
        return self.verbose or os.environ.get(DEBUG_VARIABLE, "") not in ("", "0")

    def colored(self, stream: TextIO) -> bool:
        """Say whether `stream` gets colours."""
        return not self.no_color and not os.environ.get("NO_COLOR") and stream.isatty()

    @property
    def width(self) -> int:
        """How wide a report is: a terminal's width within reason, 100 columns elsewhere."""
        if not sys.stdout.isatty():
            return WIDTH
        return max(NARROWEST, min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH))

    def _complain(self, text: str, hint: str | None) -> None:
        typer.echo(text, err=True, color=self.colored(sys.stderr))
        if hint:
            typer.echo("\n        ".join(f"  hint: {hint}".splitlines()), err=True, color=False)

    def _red(self, text: str) -> str:
        return typer.style(text, fg="red", bold=True) if self.colored(sys.stderr) else text


def _colored_mark(found: re.Match[str]) -> str:
    color = MARK_COLORS[found[2]]
    return f"{found[1]}{typer.style(found[2] + found[3], fg=color)}"
