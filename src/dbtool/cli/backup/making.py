"""`dbtool backup create`, `check` and `keygen`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dbtool.cli.backup.options import (
    After,
    AfterBackup,
    Compression,
    DryRun,
    ExcludeData,
    FingerprintOption,
    KeyFile,
    LockWait,
    Rate,
    Readers,
    RolesOption,
    Tables,
    Timeout,
    Wait,
    Where,
    Writers,
)
from dbtool.cli.backup.words import backup_subjects, place_of
from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus, worst
from dbtool.cli.options import Format, Live, OutputFormat, Scratch, Talk, Which
from dbtool.cli.output import Output

if TYPE_CHECKING:
    from dbtool.backup.create import Made
    from dbtool.backup.request import BackupRequest
    from dbtool.cli.progress import Watch
    from dbtool.operations.backup.verbs import Verified
    from dbtool.settings import Subject


@dataclass(frozen=True, kw_only=True)
class Making:
    """What is dumped, and how."""

    tables: Tables = None
    exclude_data: ExcludeData = None
    fingerprint: FingerprintOption = None
    roles: RolesOption = None
    lock_wait: LockWait = None
    timeout: Timeout = None
    rate_limit: Rate = None
    compression: Compression = None
    wait: Wait = False
    dry_run: DryRun = False


def create_command(
    which: Which,
    live: Live,
    where: Where,
    writers: Writers,
    readers: Readers,
    scratch: Scratch,
    making: Making,
    talk: Talk,
    verify: After = AfterBackup.none,
    form: OutputFormat = Format.text,
) -> ExitStatus:
    """Back a live database up: one snapshot, encrypted, whole or not at all.

    With --url a database of no project can be backed up too.
    """
    from dbtool import api
    from dbtool.cli.printing.backup import made_text, made_values
    from dbtool.cli.printing.common import json_text

    output = Output.of(talk)
    level = "drill" if verify is AfterBackup.restore else verify.value
    look = api.VerifyRequest(
        level=level, scratch=api.Scratch(url=scratch.scratch_url, provider=scratch.provider)
    )

    def work(subject: Subject, progress: Watch) -> tuple[str, Made, Verified | None]:
        place = place_of(subject, where, readers.identity)
        made = api.backup_create(subject, place, _request(subject, writers, making), progress=progress)
        if made.manifest is None or verify is AfterBackup.none:
            return subject.name, made, None
        looked = api.backup_verify(subject.name, made.manifest.id, place, look, progress=progress)
        return subject.name, made, looked

    results, status = over_each(backup_subjects(which, live), output, work)
    if form is Format.json:
        output.data(json_text(made_values(*made) for made in results))
    else:
        output.marked("\n".join(made_text(*made) for made in results))
    bad = any(looked and not looked.verification.ok for _, _, looked in results)
    return worst([status, ExitStatus.VERIFICATION_FAILED if bad else ExitStatus.DONE])


def _request(subject: Subject, writers: Writers, making: Making) -> BackupRequest:
    """Give what is asked for: the options, else the settings."""
    from dbtool import api

    said: dict[str, Any] = {
        "fingerprint": making.fingerprint and making.fingerprint.value,
        "roles": making.roles and making.roles.value,
        "lock_wait_ms": making.lock_wait,
        "timeout_ms": making.timeout,
        "rate": making.rate_limit,
        "level": making.compression,
    }
    return replace(
        api.request_from(subject.backup, asked=writers.asked, keys=writers.recipient or ()),
        tables=tuple(making.tables or ()),
        exclude_data=tuple(making.exclude_data or ()),
        wait=making.wait,
        dry_run=making.dry_run,
        **{name: value for name, value in said.items() if value is not None},
    )


def check_command(which: Which, live: Live, where: Where, talk: Talk) -> ExitStatus:
    """Say whether a backup would be whole, and make none."""
    from dbtool import api

    output = Output.of(talk)
    results, status = over_each(
        backup_subjects(which, live),
        output,
        lambda subject, progress: (
            subject.name,
            api.backup_check(subject, place_of(subject, where), progress=progress),
        ),
    )
    output.data("\n".join(f"{name}: a backup would be whole" for name, _ in results))
    return status


def keygen_command(file: KeyFile, talk: Talk) -> ExitStatus:
    """Write a new identity into a file and print its recipient, for which backups are encrypted."""
    from dbtool import api

    output = Output.of(talk)
    recipient = api.backup_keygen(file)
    output.talk(f"{file} opens every backup for this recipient: keep it elsewhere than the backups")
    output.data(recipient)
    return ExitStatus.DONE
