"""`dbtool restore`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dbtool.cli.backup.options import Readers, Where
from dbtool.cli.backup.words import backup_subjects, from_folder, one_named, parted, place_of
from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.options import Format, Live, OutputFormat, Talk, Which, Yes
from dbtool.cli.output import Output
from dbtool.errors import DbtoolError, WrongUsage


class Jobs(StrEnum):
    """What becomes of TimescaleDB's jobs after the restore."""

    paused = "paused"
    as_dumped = "as-dumped"


class RestoredRoles(StrEnum):
    """What becomes of roles that the server lacks."""

    auto = "auto"
    skip = "skip"


class NotConfirmed(DbtoolError):
    """The person at the terminal said no."""

    code = "not-confirmed"


Into = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The database that the restore makes; with --to-time its data folder."),
]
Swap = Annotated[
    bool, typer.Option("--swap", help="Put a database of that name aside, when the restore is whole.")
]
Tables = Annotated[
    list[str] | None,
    typer.Option("--tables", "--table", metavar="GLOB", help="Rows of these tables only; may be repeated."),
]
Schemas = Annotated[
    list[str] | None,
    typer.Option("--schemas", "--schema", metavar="NAME", help="Rows of these schemas only."),
]
Parallel = Annotated[int, typer.Option("--jobs", "-j", min=1, metavar="N", help="So many at a time.")]
RolesOption = Annotated[RestoredRoles, typer.Option("--roles", help="Make roles that are missing, or none.")]
JobsOption = Annotated[Jobs, typer.Option("--ts-jobs", help="Hold TimescaleDB's jobs, or let them run.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything, and restore nothing.")]
ToTime = Annotated[
    str | None,
    typer.Option(
        "--to-time", "--at", metavar="TIME", help="Restore base backups up to this moment, into a folder."
    ),
]
NoVerify = Annotated[
    bool, typer.Option("--no-verify", help="Do not compare with what the project has recorded.")
]


def command(
    which: Which,
    live: Live,
    where: Where,
    readers: Readers,
    talk: Talk,
    into: Into = None,
    to_time: ToTime = None,
    swap: Swap = False,
    tables: Tables = None,
    schemas: Schemas = None,
    jobs: Parallel = 1,
    roles: RolesOption = RestoredRoles.auto,
    ts_jobs: JobsOption = Jobs.paused,
    dry_run: DryRun = False,
    no_verify: NoVerify = False,
    yes: Yes = False,
    form: OutputFormat = Format.text,
) -> ExitStatus:
    """Restore a backup into a new database, compare it with the backup, and verify it.

    The latest backup, unless an id or its folder is named. A database that holds something is refused
    without --swap.
    """
    from dbtool import api
    from dbtool.cli.printing.common import json_text
    from dbtool.cli.printing.restore import plan_text, restored_text, restored_values

    output = Output.of(talk)
    which, where = from_folder(which, where)
    which, word = parted(which)
    if to_time is not None:
        return _to_time(which, where, readers, output, into, to_time)
    found = backup_subjects(which, live)
    if len(found) != 1:
        raise WrongUsage("one database at a time", hint="name one of them")
    subject = found[0]
    request = api.RestoreRequest(
        into=into or api.target_name(subject),
        swap=swap,
        tables=tuple(tables or ()),
        schemas=tuple(schemas or ()),
        parallel=jobs,
        roles=roles is RestoredRoles.auto,
        timescale_jobs=ts_jobs.value,
        dry_run=dry_run,
    )
    place = place_of(subject, where, readers.identity)
    with output.progress(subject.name) as progress:
        if dry_run:
            plan = api.restore_plan(subject, word, place, request, progress=progress)
            output.data(plan_text(plan, request.into))
            return ExitStatus.DONE
        if swap and not yes:
            _confirm(request.into)
        outcome = api.restore_backup(subject, word, place, request, verify=not no_verify, progress=progress)
    if form is Format.json:
        output.data(json_text([restored_values(outcome)]))
    else:
        output.marked(restored_text(outcome))
    return ExitStatus.DONE


def _to_time(
    which: Which, where: Where, readers: Readers, output: Output, into: str | None, text: str
) -> ExitStatus:
    """Make a data folder that recovers up to a moment."""
    from dbtool import api
    from dbtool.cli.printing.restore import recovery_text
    from dbtool.operations.backup.physical import moment

    if into is None:
        raise WrongUsage("--to-time makes a data folder, and none is named", hint="--into FOLDER")
    each = one_named(which, where)
    limit = None if text == "end" else moment(text)
    with output.progress(each.name) as progress:
        done = api.restore_to_time(
            each.name, each.place(where, readers.identity), Path(into), limit, progress=progress
        )
    output.data(recovery_text(done))
    return ExitStatus.DONE


def _confirm(name: str) -> None:
    if not sys.stdin.isatty():
        raise WrongUsage("--swap renames a database, and there is no terminal to ask at", hint="say --yes")
    typed = typer.prompt(f"the database {name} is put aside; type its name to go on", err=True)
    if typed != name:
        raise NotConfirmed("not confirmed, nothing was changed")
