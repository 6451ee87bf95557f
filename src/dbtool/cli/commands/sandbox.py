"""`dbtool sandbox`: a real server to try things on, without Docker if need be."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dbtool.server.sandbox import SandboxState

app = typer.Typer(no_args_is_help=True, help="A real server to try things on: yours alone, on loopback only.")

PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
Provider = Annotated[
    str | None,
    typer.Option(help="Where the server comes from: url, docker, local or cache; no other is tried."),
]
OnlyProvider = Annotated[
    str | None,
    typer.Option("--provider", help="Take the running sandbox only if it comes from this provider."),
]
Database = Annotated[str, typer.Argument(help="A database in the sandbox.")]


class StatusFormat(StrEnum):
    """How `status` prints."""

    text = "text"
    json = "json"


@app.command("run", context_settings=PASS_ON)
def run_command(context: typer.Context, provider: Provider = None) -> None:
    """Run a command (after --) with DBTOOL_SANDBOX_URL set to a sandbox that ends with it."""
    from dbtool.server import sandbox

    if not context.args:
        raise typer.BadParameter("write the command after --", param_hint="COMMAND")
    raise typer.Exit(sandbox.run(context.args, provider, say=_say))


@app.command()
def start(
    provider: Provider = None,
    print_url: Annotated[bool, typer.Option("--print-url", help="Print the superuser's URL.")] = False,
) -> None:
    """Start a sandbox that lives until `stop`; a running one is kept."""
    from dbtool.server import sandbox

    state = sandbox.start(provider, say=_say)
    _require(state, provider)
    if print_url:
        typer.echo(state.url)


@app.command()
def stop(provider: OnlyProvider = None) -> None:
    """Stop the sandbox and remove its data."""
    from dbtool.server import sandbox

    state = sandbox.status()
    if state:
        _require(state, provider)
    sandbox.stop(say=_say)


@app.command()
def status(
    output: Annotated[StatusFormat, typer.Option("--format", help="How to print it.")] = StatusFormat.text,
    provider: OnlyProvider = None,
) -> None:
    """Say whether the sandbox runs and what it is; the URL, which holds the password, is left to `url`."""
    from dbtool.server import sandbox

    state = sandbox.status()
    if state:
        _require(state, provider)
    if output is StatusFormat.json:
        facts = {name: value for name, value in asdict(state).items() if name != "url"} if state else {}
        typer.echo(json.dumps({"running": state is not None, **facts}))
    else:
        typer.echo(f"running: {state.describe()}, process {state.pid}" if state else "not running")


@app.command()
def url(database: Database = "postgres", provider: OnlyProvider = None) -> None:
    """Print the superuser's URL of a database in the sandbox."""
    from dbtool.server import sandbox

    _require_running(provider)
    typer.echo(sandbox.url(database))


@app.command(context_settings=PASS_ON)
def psql(context: typer.Context, database: Database = "postgres", provider: OnlyProvider = None) -> None:
    """Open psql in a database of the sandbox; what stands after -- is passed to psql."""
    from dbtool.server import sandbox

    _require_running(provider)
    # Click gives what follows -- to DATABASE when that was left out.
    extra = list(context.args)
    if database.startswith("-"):
        database, extra = "postgres", [database, *extra]
    program, environment = _psql_program(), _psql_environment(sandbox.url(database))
    os.execve(program, ["psql", *extra], environment)


def _psql_program() -> str:
    """Give the server's own psql, else the one on PATH."""
    from dbtool.errors import ServerUnavailable
    from dbtool.server import sandbox

    folder = sandbox.programs()
    if folder and (folder / "psql").exists():
        return str(folder / "psql")
    found = shutil.which("psql")
    if found is None:
        hint = "Install postgresql-client, or use another client with `dbtool sandbox url`."
        raise ServerUnavailable("there is no psql, neither with the server nor on PATH", hint=hint)
    return found


def _psql_environment(server_url: str) -> dict[str, str]:
    """Give psql its connection by environment: argv, with a password in it, could be read by others."""
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(server_url)
    ours = {
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": unquote(parts.path.lstrip("/")),
    }
    return {k: v for k, v in os.environ.items() if not k.startswith("PG")} | ours


def _require_running(provider: str | None) -> None:
    from dbtool.server import sandbox

    state = sandbox.status()
    if state:
        _require(state, provider)


def _require(state: SandboxState, provider: str | None) -> None:
    from dbtool.errors import ServerUnavailable

    if provider not in (None, state.provider):
        hint = "Stop it first with `dbtool sandbox stop`."
        raise ServerUnavailable(
            f"the running sandbox comes from {state.provider}, not from {provider}", hint=hint
        )


def _say(line: str) -> None:
    typer.echo(line, err=True)
