"""`dbtool backup schedule` and `external`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dbtool.cli.backup.options import Where
from dbtool.cli.backup.words import Named, backup_subjects, place_of, project_named
from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.options import TALKING, Live, Talk, Which
from dbtool.cli.output import Output
from dbtool.errors import WrongUsage


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
    found_program = shutil.which("dbtool")
    program = [found_program] if found_program else [sys.executable, "-m", "dbtool"]
    texts = []
    for each in project_named(which):
        settings, folder = each.settings, str(each.root or Path.cwd())
        if form is Timer.archive:
            texts.append(archive_settings(_archive_command(program, each, where)))
            continue
        server = ["--target", which.target] if which.target else []
        chosen = ["--to", each.place(where).located] if where.repository else []
        times = (settings.schedule, settings.verify_schedule, settings.base_schedule)
        found = tasks(program, each.name, server, chosen, *times)
        write = systemd if form is Timer.systemd else cron
        texts += [write(task, folder) for task in found]
    output.data("\n".join(texts))
    return ExitStatus.DONE


def _archive_command(program: Sequence[str], each: Named, where: Where) -> str:
    from dbtool.backup import external
    from dbtool.backup.schedule import push_command
    from dbtool.operations.backup.physical import BUILTIN
    from dbtool.operations.backup.place import recipients

    if each.settings.provider != BUILTIN:
        return external.push_command(each.settings.provider, each.name)
    readers = recipients((), each.settings)
    if not readers and each.settings.encryption != "none":
        raise WrongUsage(
            "nobody is named who could read the archive",
            hint='[backup] recipients or DBTOOL_BACKUP_RECIPIENTS; encryption = "none" archives in clear',
        )
    return push_command(program, each.name, each.place(where).archive_located, readers)


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
        place = place_of(subject, where).archive_located
        output.data(configuration(provider.value, subject.name, live_url(subject), data, place))
    return ExitStatus.DONE
