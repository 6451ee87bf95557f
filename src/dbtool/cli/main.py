"""The program: which commands there are, and what becomes of their errors."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.main import get_command, get_group

from dbtool import __version__
from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.flatten import flattened
from dbtool.cli.output import Output
from dbtool.cli.plain_values import PlainCommand, PlainGroup
from dbtool.errors import DbtoolError

# In the order of a database's life. A module is imported when its command is used; `--help` lists this.
COMMANDS = {
    "init": "Make a new project in a folder.",
    "import": "Make definitions of a live database, or of the SQL in a document.",
    "check": "Say whether the definitions are valid and recorded; no live database is needed.",
    "diff": "Say what differs between the definitions and the live database, and why.",
    "revision": "Record what changed in the definitions as a new revision.",
    "apply": "Bring the live database to the last revision, and verify it.",
    "rollback": "Take revisions back, newest first.",
    "status": "Say where the live database stands: its revision, what is pending, its server.",
    "history": "List the revisions, and when each was applied.",
    "verify": "Say whether the live database is what was recorded.",
    "verify-rls": "Show that no tenant sees or touches another's rows, or who does, and by which path.",
    "maintain": "Carry out what the database declares: partitions, retention, refreshes, vacuum.",
    "rebuilds": "List and drop the old tables and aggregates that rebuilds have kept.",
    "roles": "The roles of a server, and their passwords.",
    "backup": "Back databases up, and know that the backups restore.",
    "restore": "Restore a backup into a new database, compare it with the backup, and verify it.",
    "doctor": "Say what a live database suffers from, and what to do about it.",
    "pool": "Print a pgbouncer.ini for the databases of a target.",
    "render": "Print the definitions as SQL, in the server's own spelling.",
    "schema": "Print the JSON Schema of definitions, for editors.",
    "sandbox": "A real server to try things on: yours alone, on loopback only.",
    "demo": "Bring up a sandbox and build every database of the project in it.",
}
# A module cannot have the name of a word of Python's.
MODULES = {"import": "import_", "verify-rls": "verify_rls"}
GROUPS = frozenset({"backup", "maintain", "rebuilds", "roles", "sandbox"})
VERBOSE = ("--verbose", "-v")
# What a command reads stays until its end: to look for garbage in it, again and again, would take longer than
# the reading itself.
OBJECTS_BETWEEN_COLLECTIONS = 200_000


class Root(PlainGroup):
    """The group of all commands; each is imported when it is used."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        return self.commands.get(cmd_name) or load(cmd_name)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        # The list needs names and one line each: no reason to import all commands.
        self.commands = {name: listed(name, line) for name, line in COMMANDS.items()}
        super().format_help(ctx, formatter)

    def invoke(self, ctx: Any) -> Any:
        try:
            status = super().invoke(ctx)
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except Exception as error:
            # typer's own errors know their exit status and are printed by typer.
            if hasattr(error, "exit_code"):
                raise
            status = _failed(error)
        except KeyboardInterrupt as interrupt:
            typer.echo(f"\n{interrupt or 'interrupted'}", err=True)
            status = ExitStatus.INTERRUPTED
        raise typer.Exit(status if isinstance(status, ExitStatus) else ExitStatus.DONE)


def _failed(error: Exception) -> ExitStatus:
    # The command line may not have been understood yet when the error came.
    output = Output(verbose=any(word in sys.argv[1:] for word in VERBOSE), no_color="--no-color" in sys.argv)
    return output.fail(error) if isinstance(error, DbtoolError) else output.fail_unexpectedly(error)


def load(name: str) -> Any:
    """Give the command of that name, ready for the group."""
    module = import_module(f"dbtool.cli.commands.{MODULES.get(name, name)}")
    if name in GROUPS:
        command: Any = get_group(module.app)
    else:
        alone = typer.Typer(add_completion=False)
        alone.command(name, cls=PlainCommand)(flattened(module.command))
        command = get_command(alone)
    command.name = name
    return command


def listed(name: str, line: str) -> Any:
    """Give a stand-in for a command: what the list of commands shows of it."""
    alone = typer.Typer(add_completion=False)
    alone.command(name, help=line)(lambda: None)
    return get_command(alone)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"dbtool {__version__}")
        raise typer.Exit


app = typer.Typer(
    cls=Root,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print dbtool's version.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """Schema as code for PostgreSQL and TimescaleDB: declare, diff, apply, verify."""


def main() -> None:
    """Run dbtool."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Marks and arrows must not end a run where the terminal cannot show them.
            stream.reconfigure(errors="replace")
    try:
        app(prog_name="dbtool")
    finally:
        # What is still there goes with the process: the interpreter would look through all of it for garbage
        # first, which takes as long as a comparison.
        gc.freeze()
