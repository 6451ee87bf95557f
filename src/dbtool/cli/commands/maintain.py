"""`dbtool maintain`: what the database declares and dbtool itself carries out, from cron or by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus, worst
from dbtool.cli.flatten import flattened
from dbtool.cli.options import CHOOSING, Format, Live, OutputFormat, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import subjects
from dbtool.durations import milliseconds
from dbtool.settings import Subject, Target

app = typer.Typer(
    no_args_is_help=True,
    help="Carry out what the database declares: partitions, retention, refreshes, vacuum.",
)


def _duration(text: str) -> int:
    try:
        return milliseconds(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


Only = Annotated[
    list[str] | None,
    typer.Option(
        metavar="TASK",
        help="Only tasks of this name or kind; may be repeated.",
        rich_help_panel=CHOOSING,
    ),
]
Table = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME", help="Only tasks of this table or view; may be repeated.", rich_help_panel=CHOOSING
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Also what is not due yet.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print what would be done, and do nothing.")]
Wait = Annotated[bool, typer.Option("--wait", help="Wait for another run, or an apply, instead of leaving.")]
MaxRuntime = Annotated[
    int | None,
    typer.Option(
        parser=_duration,
        metavar="DURATION",
        help="Stop after this long on each database: 30min, 2h; 0 for no limit.",
    ),
]
Check = Annotated[bool, typer.Option("--check", help="Status 5 where something is overdue or has failed.")]


def run_command(
    which: Which,
    live: Live,
    talk: Talk,
    only: Only = None,
    table: Table = None,
    force: Force = False,
    dry_run: DryRun = False,
    wait: Wait = False,
    max_runtime: MaxRuntime = None,
    form: OutputFormat = Format.text,
) -> ExitStatus:
    """Carry out what is due on the live database; safe from cron.

    One run at a time works on a database: a second one says so and leaves. A task that fails does not keep
    the others from running. With --url alone no project is needed.
    """
    from dbtool import api
    from dbtool.cli.printing.common import json_text
    from dbtool.cli.printing.maintain import run_status, run_text, run_values

    request = api.MaintainRequest(
        only=tuple(only or ()),
        tables=tuple(table or ()),
        force=force,
        dry_run=dry_run,
        wait=wait,
        max_runtime_ms=max_runtime or 0,
    )
    output = Output.of(talk)
    results, status = over_each(
        _chosen(which, live),
        output,
        lambda subject, progress: api.maintain(subject, request, progress=progress),
    )
    if form is Format.json:
        output.data(json_text(map(run_values, results)))
    else:
        output.marked("\n".join(map(run_text, results)))
    return worst([status, *map(run_status, results)])


def status_command(
    which: Which, live: Live, talk: Talk, check: Check = False, form: OutputFormat = Format.text
) -> ExitStatus:
    """Say when each task was done last, what it did, and when it is due next."""
    from dbtool import api
    from dbtool.cli.printing.common import json_text
    from dbtool.cli.printing.maintain import status_status, status_text, status_values

    output = Output.of(talk)
    results, status = over_each(
        _chosen(which, live), output, lambda subject, _progress: api.maintain_status(subject)
    )
    if form is Format.json:
        output.data(json_text(map(status_values, results)))
    else:
        output.marked("\n\n".join(map(status_text, results)))
    return worst([status, *(map(status_status, results) if check else ())])


app.command("run")(flattened(run_command))
app.command("status")(flattened(status_command))


def _chosen(which: Which, live: Live) -> tuple[Subject, ...]:
    """Give the chosen subjects; a URL alone is enough, since all that is needed stands in the database."""
    if which.databases or which.every or which.project or which.target or not live.url or "{" in live.url:
        return subjects(which, live=live, needs_live=True)
    from dbtool.execute.connect import database_name

    target = Target(name="url", statement_timeout_ms=live.statement_timeout or 0)
    if live.lock_timeout is not None:
        target = replace(target, lock_timeout_ms=live.lock_timeout)
    return (Subject(name=database_name(live.url), sources=(), target=target, url=live.url),)
