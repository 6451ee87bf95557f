"""Schedules: a systemd timer or lines for cron, and the server's own settings for an archive."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from dbtool.errors import WrongUsage

_TIME = re.compile(r"(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?\*-\*-(\*|\d{1,2}) (\d{1,2}):(\d{2})(?::00)?")
_WORDS = {"hourly": "0 * * * *", "daily": "0 0 * * *", "weekly": "0 0 * * 1", "monthly": "0 0 1 * *"}
DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do at a time: `at` is systemd's OnCalendar."""

    name: str
    title: str
    at: str
    commands: tuple[tuple[str, ...], ...]


def tasks(
    program: Sequence[str],
    name: str,
    server: Sequence[str],
    place: Sequence[str],
    schedule: str,
    verify_schedule: str,
    base_schedule: str | None = None,
) -> list[Task]:
    """Give what is to be done for a database: a backup and a prune, now and then a drill, a base backup.

    Shape: `server` and `place` are options that name the live server and the repository, if no settings do.
    """
    start = (*program, "backup")
    found = [
        Task(
            name=f"dbtool-backup-{name}",
            title=f"Backup of {name}",
            at=schedule,
            commands=((*start, "create", name, *server, *place), (*start, "prune", name, *place)),
        ),
        Task(
            name=f"dbtool-drill-{name}",
            title=f"Restore drill of {name}",
            at=verify_schedule,
            commands=((*start, "verify", name, "--drill", *place),),
        ),
    ]
    if base_schedule:
        base = (*start, "base", name, *server, *place)
        found.append(
            Task(
                name=f"dbtool-base-{name}",
                title=f"Base backup of the server of {name}",
                at=base_schedule,
                commands=(base,),
            )
        )
    return found


def systemd(task: Task, folder: str) -> str:
    """Give a service and its timer, each under the name of its file."""
    runs = "\n".join(f"ExecStart={_unit(command)}" for command in task.commands)
    return f"""# /etc/systemd/system/{task.name}.service
[Unit]
Description={task.title}
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={folder}
EnvironmentFile=-/etc/dbtool/backup.env
UMask=0077
{runs}

# /etc/systemd/system/{task.name}.timer
[Unit]
Description={task.title}

[Timer]
OnCalendar={task.at}
RandomizedDelaySec=5min
Persistent=true

[Install]
WantedBy=timers.target
"""


def cron(task: Task, folder: str) -> str:
    """Give a line for a crontab. Errors: WrongUsage for a time that cron cannot say."""
    commands = " && ".join(shlex.join(command) for command in task.commands)
    # A percent sign is the end of a line to cron.
    line = f"cd {shlex.quote(folder)} && {commands}".replace("%", "\\%")
    return f"{cron_time(task.at)} {line}"


def cron_time(at: str) -> str:
    """Give a time of OnCalendar as cron's five fields. Errors: WrongUsage."""
    if at in _WORDS:
        return _WORDS[at]
    found = _TIME.fullmatch(at.strip())
    if found is None:
        raise WrongUsage(
            f"cron cannot say {at}", hint='write "*-*-* 02:30:00", "Sun *-*-* 05:00:00", daily or weekly'
        )
    day, date, hour, minute = found.groups()
    weekday = str(DAYS.index(day)) if day else "*"
    return f"{int(minute)} {int(hour)} {date} * {weekday}"


def push_command(program: Sequence[str], name: str, repository: str, readers: Sequence[str]) -> str:
    """Give the archive_command that pushes into the repository; the server sees no settings of ours."""
    command = shlex.join([*program, "backup", "archive-push"])
    keys = [word for key in readers for word in ("--recipient", key)] or ["--no-encryption"]
    rest = shlex.join([name, "--to", repository, *keys])
    return f"{command} %p {rest}"


def archive_settings(command: str) -> str:
    """Give the lines of postgresql.conf that archive WAL by a command."""
    quoted = command.replace("'", "''")
    return "\n".join(
        [
            "wal_level = replica",
            "archive_mode = on",
            "archive_timeout = 5min",
            f"archive_command = '{quoted}'",
            "summarize_wal = on  # from PostgreSQL 17 on: incremental base backups",
        ]
    )


def _unit(command: Sequence[str]) -> str:
    """Give a command as systemd reads it: percent and dollar signs are its own."""
    return " ".join(
        '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' if re.search(r"[\s\"'\\]", word) else word
        for word in (part.replace("%", "%%").replace("$", "$$") for part in command)
    )
