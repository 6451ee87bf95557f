"""`dbtool backup create`, `check` and `keygen`."""

from __future__ import annotations

from typing import Any

from dbtool.cli.backup.options import (
    After,
    AfterBackup,
    Compression,
    DryRun,
    ExcludeData,
    Fingerprint,
    FingerprintOption,
    KeyFile,
    LockWait,
    Rate,
    Readers,
    Roles,
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


def create_command(
    which: Which,
    live: Live,
    where: Where,
    writers: Writers,
    readers: Readers,
    scratch: Scratch,
    talk: Talk,
    tables: Tables = None,
    exclude_data: ExcludeData = None,
    fingerprint: FingerprintOption = None,
    roles: RolesOption = None,
    lock_wait: LockWait = None,
    timeout: Timeout = None,
    rate_limit: Rate = None,
    compression: Compression = None,
    verify: After = AfterBackup.none,
    wait: Wait = False,
    dry_run: DryRun = False,
    form: OutputFormat = Format.text,
) -> ExitStatus:
    """Back a live database up: one snapshot, encrypted, whole or not at all.

    With --url a database of no project can be backed up too.
    """
    from dbtool import api
    from dbtool.cli.printing.backup import made_text, made_values
    from dbtool.cli.printing.common import json_text
    from dbtool.operations.backup.place import recipients, scheme

    output = Output.of(talk)

    def work(subject: Any, progress: Any) -> tuple[str, Any]:
        settings = subject.backup
        keys = () if writers.asked == "none" else recipients(writers.recipient or (), settings)
        request = api.BackupRequest(
            scheme=scheme(writers.asked, keys, settings),
            recipients=keys,
            tables=tuple(tables or ()),
            exclude_data=tuple(exclude_data or ()),
            fingerprint=(fingerprint or Fingerprint(settings.fingerprint)).value,
            roles=(roles or Roles(settings.roles)).value,
            lock_wait_ms=settings.lock_wait_ms if lock_wait is None else lock_wait,
            timeout_ms=settings.timeout_ms if timeout is None else timeout,
            rate=settings.rate if rate_limit is None else rate_limit,
            level=settings.level if compression is None else compression,
            threads=settings.threads,
            wait=wait,
            dry_run=dry_run,
        )
        place = place_of(subject, where, readers.identity)
        made = api.backup_create(subject, place, request, progress=progress)
        looked = None
        if made.manifest and verify is not AfterBackup.none:
            asked = api.VerifyRequest(
                level="drill" if verify in (AfterBackup.drill, AfterBackup.restore) else verify.value,
                scratch=api.Scratch(url=scratch.scratch_url, provider=scratch.provider),
            )
            looked = api.backup_verify(subject.name, made.manifest.id, place, asked, progress=progress)
        return subject.name, (made, looked)

    results, status = over_each(backup_subjects(which, live), output, work)
    if form is Format.json:
        output.data(json_text(made_values(name, *made) for name, made in results))
    else:
        output.marked("\n".join(made_text(name, *made) for name, made in results))
    bad = any(looked and not looked.verification.ok for _, (_, looked) in results)
    return worst([status, ExitStatus.VERIFICATION_FAILED if bad else ExitStatus.DONE])


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
