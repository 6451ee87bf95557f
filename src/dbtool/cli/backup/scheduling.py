"""`dbtool backup schedule` and `external`."""

from __future__ import annotations

import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dbtool.cli.backup.options import Where
from dbtool.cli.backup.words import backup_subjects, place_of, project_named
from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.options import TALKING, Live, Talk, Which
from dbtool.cli.output import Output


class Timer(StrEnum):
    """What starts the backups."""

    systemd = "systemd"
    cron = "cron"
    archive = "archive"


class Provider(StrEnum):
    """Another tool that takes base backups and archives WAL."""

    pgbackrest = "pgbackrest"
    walg = "wal-g"


TimerOption = Annotated[
    Timer,
    typer.Option(
        "--format",
        help="Units of systemd, lines of a crontab, or settings of the server for an archive of WAL.",
        rich_help_panel=TALKING,
    ),
]
ProviderArgument = Annotated[Provider, typer.Argument(metavar="PROVIDER", help="pgbackrest or wal-g.")]
DataFolder = Annotated[str, typer.Option("--data", metavar="PATH", help="The server's data folder.")]


def schedule_command(which: Which, where: Where, talk: Talk, form: TimerOption = Timer.systemd) -> ExitStatus:
    """Print a timer of systemd or lines for cron, as dbtool.toml has the times."""
    from dbtool.backup.schedule import archive_settings, cron, systemd, tasks

    output = Output.of(talk)
    program = [shutil.which("dbtool") or sys.argv[0]]
    texts = []
    for each in project_named(which):
        settings, folder = each.settings, str(each.root or Path.cwd())
        repository = where.repository or settings.wal or settings.repository
        if form is Timer.archive:
            place = repository or each.place(where).store().place
            texts.append(archive_settings(program, each.name, place))
            continue
        arguments = [*(["--target", which.target] if which.target else [])]
        arguments += ["--to", where.repository] if where.repository else []
        found = tasks(program, each.name, arguments, settings.schedule, settings.verify_schedule)
        write = systemd if form is Timer.systemd else cron
        texts += [write(task, folder) for task in found]
    output.data("\n".join(texts))
    return ExitStatus.DONE


def external_command(
    provider: ProviderArgument,
    which: Which,
    live: Live,
    where: Where,
    talk: Talk,
    data: DataFolder = "/var/lib/postgresql/data",
) -> ExitStatus:
    """Print the configuration of pgBackRest or WAL-G for a database's server."""
    from dbtool.backup.external import configuration
    from dbtool.operations.sources import live_url

    output = Output.of(talk)
    for subject in backup_subjects(which, live):
        place = where.repository or subject.backup.wal or subject.backup.repository
        found = place or place_of(subject, where).store().place
        output.data(configuration(provider.value, subject.name, live_url(subject), data, found))
    return ExitStatus.DONE
