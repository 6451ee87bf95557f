"""Base backups, the archive of WAL, and a restore to a moment."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from dbtool.backup import base, external, pitr, recovery, wal
from dbtool.backup.base import BaseRequest
from dbtool.backup.crypt import cipher_for
from dbtool.backup.manifest import Manifest
from dbtool.backup.recovery import Recovery, RecoveryRequest
from dbtool.backup.repository import backups, folder_of
from dbtool.backup.tools import find_tools
from dbtool.errors import WrongUsage
from dbtool.execute.connect import connect
from dbtool.execute.progress import Progress
from dbtool.operations.backup.place import Place, recipients, scheme
from dbtool.operations.sources import live_url
from dbtool.server.cluster import server_account
from dbtool.server.contract import Refused
from dbtool.settings import Subject

BUILTIN = "builtin"
DATA_FOLDER = "SELECT pg_catalog.current_setting('data_directory')"


def backup_base(
    subject: Subject, place: Place, request: BaseRequest, *, progress: Progress
) -> Manifest | None:
    """Take a base backup of the subject's server; None where another provider has taken it."""
    url, provider = live_url(subject), place.settings.provider
    if provider != BUILTIN:
        with connect(url, autocommit=True) as connection:
            data = connection.execute(DATA_FOLDER).fetchall()[0][0]
        incremental = request.incremental is not False
        external.base_backup(provider, subject.name, url, data, incremental=incremental)
        return None
    return base.create_base(url, subject.name, place.store(create=True), request, progress)


def archive_push(name: str, path: Path, place: Place, *, asked: str | None, keys: tuple[str, ...]) -> bool:
    """Archive one file of WAL; False where it is there already."""
    if place.settings.provider != BUILTIN:
        external.archive_push(place.settings.provider, name, path)
        return True
    readers = () if asked == "none" else recipients(keys, place.settings)
    cipher = cipher_for(scheme(asked, readers, place.settings), readers)
    return wal.push(place.archive(create=True), folder_of(name), path, cipher)


def archive_fetch(name: str, file: str, target: Path, place: Place) -> bool:
    """Bring one file of WAL back; False where the archive has none."""
    if place.settings.provider != BUILTIN:
        return external.archive_fetch(place.settings.provider, name, file, target)
    return wal.fetch(place.archive(), folder_of(name), file, target, place.key)


def pitr_check(name: str, place: Place, url: str | None) -> list[pitr.Finding]:
    """Say whether a restore to a moment would work."""
    provider = place.settings.provider
    if provider != BUILTIN:
        wrong = external.check(provider, name, url)
        said = wrong or f"{provider} finds its archive whole"
        return [pitr.Finding("error" if wrong else "ok", said), *(pitr.check_server(url) if url else ())]
    age = timedelta(seconds=place.settings.max_base_age)
    return pitr.check(place.store(), name, url, archive=place.archive(), max_base_age=age)


def restore_to_time(
    name: str, place: Place, folder: Path, to_time: datetime | None, *, progress: Progress
) -> Recovery:
    """Make a data folder that recovers up to the moment when a server is started on it."""
    if place.settings.provider != BUILTIN:
        return _restored_by(place.settings.provider, name, folder.absolute(), to_time, progress)
    store = place.store()
    found = backups(store, folder_of(name))
    chain = recovery.chain_for(found, to_time)
    manifest = chain[-1].manifest
    assert manifest is not None
    where = place.archive().place
    program = [sys.executable, "-m", "dbtool"]
    if not _runs_for_the_server(program[0]):
        progress.warn(f"the server's user may not run {program[0]}, which restore_command names")
    command = recovery.fetch_command(program, name, where, place.identity_file(manifest.encryption))
    request = RecoveryRequest(folder=folder.absolute(), to_time=to_time, restore_command=command)
    return recovery.recover(store, found, place.key(manifest.encryption), request, progress)


def _restored_by(
    provider: str, name: str, folder: Path, to_time: datetime | None, progress: Progress
) -> Recovery:
    started = time.monotonic()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    recovery.require_empty(folder)
    external.restore_to_time(provider, name, folder, to_time)
    recovery.write_settings(folder, recovery.QUIET)
    major = int((folder / "PG_VERSION").read_text())
    return Recovery(
        folder=folder,
        backup=provider,
        chain=(provider,),
        programs=find_tools(major, say=progress.note).folder,
        seconds=time.monotonic() - started,
    )


def _runs_for_the_server(program: str) -> bool:
    """Say whether the user that a server runs as may run a program: what is below /root it may not."""
    try:
        arguments = server_account().popen_arguments()
        done = subprocess.run([program, "-c", ""], capture_output=True, check=False, cwd="/", **arguments)
    except (OSError, Refused):
        return False
    return done.returncode == 0


def moment(text: str) -> datetime:
    """Give a moment of ISO 8601; without a zone it is this host's. Errors: WrongUsage."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUsage(f"{text} is no moment", hint="write 2026-11-21T14:30:00+00:00") from None
    return found if found.tzinfo else found.astimezone()
