"""`dbtool backup base`, `wal`, `archive-push` and `pitr`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dbtool.cli.backup.options import Rate, Readers, Wait, Where, Writers
from dbtool.cli.backup.words import archive_named, backup_subjects, one_named, place_of
from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus, worst
from dbtool.cli.flatten import flattened
from dbtool.cli.options import Live, Talk, Which
from dbtool.cli.output import Output

if TYPE_CHECKING:
    from dbtool.backup.manifest import Manifest
    from dbtool.cli.progress import Watch
    from dbtool.settings import Subject

WalPath = Annotated[Path, typer.Argument(metavar="PATH", help="The file: %p of archive_command.")]
WalName = Annotated[str, typer.Argument(metavar="FILE", help="Its name: %f of restore_command.")]
WalTarget = Annotated[Path, typer.Argument(metavar="TARGET", help="Where it goes: %p of restore_command.")]
Incremental = Annotated[
    bool | None,
    typer.Option("--incremental/--full", help="Only what changed since the last one; unsaid, a full one."),
]

wal_app = typer.Typer(no_args_is_help=True, help="Archive WAL, and fetch it back.")
pitr_app = typer.Typer(no_args_is_help=True, help="Say whether a restore to a moment would work.")


def base_command(
    which: Which,
    live: Live,
    where: Where,
    writers: Writers,
    talk: Talk,
    incremental: Incremental = None,
    rate_limit: Rate = None,
    wait: Wait = False,
) -> ExitStatus:
    """Back a whole server up, all its files, for restores to a moment."""
    from dbtool import api
    from dbtool.cli.printing.backup import base_text

    output = Output.of(talk)

    def work(subject: Subject, progress: Watch) -> tuple[str, Manifest | None]:
        request = api.request_from(subject.backup, asked=writers.asked, keys=writers.recipient or ())
        request = replace(request, rate=request.rate if rate_limit is None else rate_limit, wait=wait)
        asked = api.BaseRequest(backup=request, incremental=bool(incremental))
        return subject.name, api.backup_base(subject, place_of(subject, where), asked, progress=progress)

    results, status = over_each(backup_subjects(which, live), output, work)
    output.marked("\n".join(base_text(name, manifest) for name, manifest in results))
    return status


def push_command(path: WalPath, which: Which, where: Where, writers: Writers, talk: Talk) -> ExitStatus:
    """Archive one file of WAL: whole, and never over another one.

    For archive_command. Status 0 when it is there, also when it was; the server asks again for all else.
    """
    from dbtool import api

    each = archive_named(which)
    new = api.archive_push(
        each.name, path, each.place(where), asked=writers.asked, keys=tuple(writers.recipient or ())
    )
    if not new:
        Output.of(talk).talk(f"{path.name} was there already")
    return ExitStatus.DONE


def fetch_command(
    file: WalName, destination: WalTarget, which: Which, where: Where, readers: Readers, talk: Talk
) -> ExitStatus:
    """Fetch one file of WAL from the archive, for restore_command; status 1 where there is none."""
    from dbtool import api

    each = archive_named(which)
    found = api.archive_fetch(each.name, file, destination, each.place(where, readers.identity))
    if not found:
        Output.of(talk).talk(f"the archive has no {file}")
    return ExitStatus.DONE if found else ExitStatus.FAILURE


def check_command(which: Which, live: Live, where: Where, talk: Talk) -> ExitStatus:
    """Say what keeps a restore to a moment from working: gaps in the archive, settings, room.

    With --url or --target the server's settings are looked at too.
    """
    from dbtool import api
    from dbtool.cli.printing.backup import findings_text
    from dbtool.operations.sources import live_url

    output = Output.of(talk)
    if live.url or which.target:
        pairs = [
            (subject.name, place_of(subject, where), live_url(subject))
            for subject in backup_subjects(which, live)
        ]
    else:
        each = one_named(which, where)
        pairs = [(each.name, each.place(where), "")]
    statuses = []
    for name, place, url in pairs:
        found = api.pitr_check(name, place, url or None)
        output.marked(findings_text(name, found))
        bad = any(one.severity == "error" for one in found)
        statuses.append(ExitStatus.VERIFICATION_FAILED if bad else ExitStatus.DONE)
    return worst(statuses)


wal_app.command("push")(flattened(push_command))
wal_app.command("fetch")(flattened(fetch_command))
pitr_app.command("check")(flattened(check_command))
