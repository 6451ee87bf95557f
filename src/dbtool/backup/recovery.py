"""Restore to a moment: base backups to a data folder that follows the archive up to there, and no further."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dbtool.backup.base import BASE
from dbtool.backup.crypt import Key
from dbtool.backup.errors import BackupDamaged, NoSuchBackup, PreflightRefused, RestoreFailed
from dbtool.backup.parts import check_sum, extract
from dbtool.backup.process import Child, plain_environment, run
from dbtool.backup.repository import Backup, manifest_of
from dbtool.backup.store import Store
from dbtool.backup.tools import Tools, find_tools
from dbtool.execute.progress import Progress
from dbtool.server.cluster import server_account
from dbtool.server.contract import Refused

CONF = "postgresql.auto.conf"
# A copy archives nothing, and no job of TimescaleDB's starts in it.
QUIET = {"archive_mode": "off", "timescaledb.max_background_workers": "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryRequest:
    """A data folder to be made.

    Shape: `to_time` is None for the end of the archive; `restore_command` fetches WAL.
    """

    folder: Path
    to_time: datetime | None
    restore_command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """A data folder that was made; a server that is started on it recovers first.

    Units: seconds of wall time.
    """

    folder: Path
    backup: str
    chain: tuple[str, ...]
    programs: Path
    seconds: float


def chain_for(found: Sequence[Backup], to_time: datetime | None) -> list[Backup]:
    """Give the base backup before the moment and all that it builds on, the full one first.

    Errors: NoSuchBackup; BackupDamaged where a part of the chain is missing or broken.
    """
    by_id = {each.id: each for each in found}
    fitting = [
        each
        for each in found
        if each.manifest
        and each.manifest.kind == "base"
        and not each.broken
        and (to_time is None or datetime.fromisoformat(each.manifest.finished) <= to_time)
    ]
    if not fitting:
        when = f" that had ended by {to_time.isoformat()}" if to_time else ""
        raise NoSuchBackup(f"there is no base backup{when}", hint="`dbtool backup base` takes one")
    chain = [fitting[-1]]
    while (parent := manifest_of(chain[0]).parent) is not None:
        if parent not in by_id or by_id[parent].broken:
            raise BackupDamaged(f"{chain[0].id} builds on {parent}, which is missing or broken")
        chain.insert(0, by_id[parent])
    return chain


def recover(
    store: Store, found: Sequence[Backup], key: Key, request: RecoveryRequest, progress: Progress
) -> Recovery:
    """Make the data folder.

    Errors: PreflightRefused for a folder that holds something; NoSuchBackup; BackupDamaged; RestoreFailed. A
            folder that is not whole is removed.
    """
    started = time.monotonic()
    folder = request.folder
    require_empty(folder)
    chain = chain_for(found, request.to_time)
    last = manifest_of(chain[-1])
    tools = find_tools(last.source.version // 10_000, say=progress.note)
    for each in chain:
        progress.note(f"checking {each.id}")
        for part in manifest_of(each).artifacts:
            check_sum(store, each.folder, part)
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        made = _unpacked(store, chain, key, tools, work, progress)
        progress.note("verifying the files")
        verify_files(made, tools)
        _configure(made, request)
        _give_away(made)
        if folder.exists():
            folder.rmdir()
        made.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Recovery(
        folder=folder,
        backup=chain[-1].id,
        chain=tuple(each.id for each in chain),
        programs=tools.folder,
        seconds=time.monotonic() - started,
    )


def require_empty(folder: Path) -> None:
    """Refuse a folder that holds something. Errors: PreflightRefused."""
    if folder.exists() and any(folder.iterdir()):
        raise PreflightRefused(f"{folder} is not empty", hint="name a folder that is not there yet")


def unpack(store: Store, backup: Backup, key: Key, folder: Path) -> None:
    """Unpack a base backup's files into a new folder. Errors: BackupDamaged, RestoreFailed."""
    folder.mkdir(mode=0o700)
    child = Child(
        ["tar", "--extract", "--directory", folder, "--preserve-permissions", "--no-same-owner"],
        environment=plain_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        failure=RestoreFailed,
    )
    try:
        assert child.process.stdin is not None
        extract(store, backup.folder, manifest_of(backup).artifact(BASE), key, child.process.stdin)
        child.process.stdin.close()
        child.wait()
    except BrokenPipeError:
        child.wait()
        raise RestoreFailed("tar ended before the stream did") from None
    finally:
        child.close()


def verify_files(folder: Path, tools: Tools) -> None:
    """Hold the files against the server's own list of them. Errors: BackupDamaged, naming the first."""
    run(
        [tools.path("pg_verifybackup"), "--exit-on-error", folder],
        environment=plain_environment(),
        failure=BackupDamaged,
    )


def _unpacked(
    store: Store, chain: Sequence[Backup], key: Key, tools: Tools, work: Path, progress: Progress
) -> Path:
    folders = []
    for each in chain:
        progress.note(f"unpacking {each.id}")
        folders.append(work / each.id)
        unpack(store, each, key, folders[-1])
    if len(folders) == 1:
        return folders[0]
    progress.note("putting the increments together")
    whole = work / "whole"
    argv: list[str | Path] = [tools.path("pg_combinebackup"), "--output", whole, *folders]
    run(argv, environment=plain_environment(), failure=RestoreFailed)
    return whole


def _configure(folder: Path, request: RecoveryRequest) -> None:
    """Write what recovery needs."""
    values = {"restore_command": request.restore_command, "recovery_target_action": "promote"}
    if request.to_time:
        values["recovery_target_time"] = request.to_time.isoformat(sep=" ")
    write_settings(folder, {**values, **QUIET})
    (folder / "recovery.signal").touch(mode=0o600)


def write_settings(folder: Path, values: Mapping[str, str]) -> None:
    """Add settings to those of a data folder."""
    lines = "".join(f"{name} = '{_quoted(value)}'\n" for name, value in values.items())
    with (folder / CONF).open("a", encoding="utf-8") as conf:
        conf.write(f"# of dbtool restore\n{lines}")


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def _give_away(folder: Path) -> None:
    """Let the server's user own the files: a server does not run as root."""
    if os.geteuid() != 0:
        return
    try:
        account = server_account()
    except Refused:
        return
    for top, _folders, files in os.walk(folder):
        os.chown(top, account.uid, account.gid)
        for name in files:
            os.chown(Path(top) / name, account.uid, account.gid, follow_symlinks=False)


def fetch_command(program: Sequence[str], name: str, repository: str, identity: Path | None) -> str:
    """Give the restore_command that fetches WAL from a repository."""
    key = ["--identity", str(identity.absolute())] if identity else []
    start = shlex.join([*program, "backup", "wal", "fetch"])
    return f"{start} %f %p {shlex.join([name, '--from', repository, *key])}"
