"""`dbtool rebuilds`: old tables and aggregates that rebuilds have kept."""

from __future__ import annotations

from typing import Annotated

import typer

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.flatten import flattened
from dbtool.cli.options import CHOOSING, Live, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import live_subjects

app = typer.Typer(
    no_args_is_help=True,
    help="List and drop the old tables and aggregates that rebuilds have kept.",
)

Only = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="Only what was the table of this name; may be repeated.",
        rich_help_panel=CHOOSING,
    ),
]
Wait = Annotated[bool, typer.Option("--wait", help="Wait for another dbtool instead of leaving.")]


def list_command(which: Which, live: Live, talk: Talk) -> ExitStatus:
    """List what rebuilds have kept of old, the newest first."""
    from dbtool import api
    from dbtool.cli.printing.rebuilds import kept_text

    output = Output.of(talk)
    chosen = live_subjects(which, None, live)
    results, status = over_each(chosen, output, lambda subject, _progress: api.kept(subject))
    output.data("\n".join(map(kept_text, results)))
    return status


def drop_command(which: Which, live: Live, talk: Talk, only: Only = None, wait: Wait = False) -> ExitStatus:
    """Drop what rebuilds have kept of old; its rows are gone then.

    Chunks go in several transactions, so that no lock table is too small for them.
    """
    from dbtool import api
    from dbtool.cli.printing.rebuilds import dropped_text

    output = Output.of(talk)
    results, status = over_each(
        live_subjects(which, None, live),
        output,
        lambda subject, progress: api.drop_kept(subject, frozenset(only or ()), wait=wait, progress=progress),
    )
    output.data("\n".join(map(dropped_text, results)))
    return status


app.command("list")(flattened(list_command))
app.command("drop")(flattened(drop_command))
