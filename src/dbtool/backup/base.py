"""Base backups: the whole server's files as one stream, full or what has changed since another."""

from __future__ import annotations

import getpass
import json
import socket
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from dbtool import __version__
from dbtool.backup.codec import Pace
from dbtool.backup.crypt import Clear, cipher_for
from dbtool.backup.errors import BackupFailed, PreflightRefused
from dbtool.backup.lock import only_one
from dbtool.backup.manifest import NAME, Manifest, Source, new_id
from dbtool.backup.modules import COMPRESSION, need
from dbtool.backup.parts import FromChild, Writing, extracted
from dbtool.backup.preflight import check_store
from dbtool.backup.process import Child, environment
from dbtool.backup.repository import Backup, backups, folder_of
from dbtool.backup.request import BackupRequest
from dbtool.backup.snapshot import source_of
from dbtool.backup.store import Store
from dbtool.backup.tar_tap import TarTap
from dbtool.backup.toc import in_memory
from dbtool.backup.tools import Tools, find_tools
from dbtool.catalog.server import server_info
from dbtool.execute.connect import Connection, connect
from dbtool.execute.progress import Progress
from dbtool.words import size

BASE, LIST = "base", "base manifest"
LISTED = "backup_manifest"
FITNESS = """
SELECT
  (SELECT r.rolsuper OR r.rolreplication FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user) AS may,
  pg_catalog.current_setting('wal_level') AS wal_level,
  pg_catalog.current_setting('max_wal_senders')::int AS senders,
  pg_catalog.current_setting('summarize_wal', true) AS summarizes
"""
INCREMENTAL_FROM = 170_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRequest:
    """One base backup; `incremental` asks for the changes since the last one, None takes them if it can."""

    backup: BackupRequest
    incremental: bool | None = False


def create_base(url: str, name: str, store: Store, request: BaseRequest, progress: Progress) -> Manifest:
    """Take a base backup into the repository.

    Errors: PreflightRefused; RepositoryLocked; BackupFailed and StorageFailed, after which the repository has
            nothing of it.
    """
    started, clock = datetime.now(UTC), time.monotonic()
    asked = request.backup
    need(COMPRESSION)
    cipher = cipher_for(asked.scheme, asked.recipients)
    folder = folder_of(name)
    with only_one(store, folder, url, wait=asked.wait):
        with connect(url, autocommit=True, application_name="dbtool backup") as connection:
            source = source_of(connection, server_info(connection))
            parent = _parent(connection, source, backups(store, folder), request)
        check_store(store, folder, 0)
        tools = find_tools(source.version // 10_000, say=progress.note)
        backup_id = new_id()
        with store.draft(f"{folder}/{backup_id}") as draft, ExitStack() as stack:
            writing = Writing(draft, cipher, asked.level, asked.threads)
            before = extracted(store, parent.folder, _list_of(parent), Clear()) if parent else None
            listed = _stream(stack, url, tools, backup_id, before, writing, asked, progress)
            manifest = Manifest(
                id=backup_id,
                kind="base",
                dbtool=__version__,
                source=source,
                started=started.isoformat(timespec="milliseconds"),
                finished=datetime.now(UTC).isoformat(timespec="milliseconds"),
                seconds=round(time.monotonic() - clock, 3),
                by=getpass.getuser(),
                host=socket.gethostname(),
                encryption=cipher.scheme,
                recipients=cipher.recipients,
                role_passwords=True,
                artifacts=tuple(writing.parts),
                tools={"pg_basebackup": tools.version},
                parent=parent.id if parent else None,
                **_range(listed, source),
            )
            draft.publish(NAME, manifest.text())
    return manifest


def _stream(
    stack: ExitStack,
    url: str,
    tools: Tools,
    label: str,
    before: bytes | None,
    writing: Writing,
    asked: BackupRequest,
    progress: Progress,
) -> dict[str, Any]:
    """Write the stream and the server's own list of files, and give that list."""
    # The WAL that makes it whole is in it, so that it can be restored without any archive.
    argv: list[str | Path] = [
        tools.path("pg_basebackup"), "--pgdata=-", "--format=tar", "--wal-method=fetch", "--checkpoint=fast",
        "--no-password", f"--label=dbtool {label}",
    ]  # fmt: skip
    descriptors = []
    if before is not None:
        descriptor, path = stack.enter_context(in_memory(before))
        argv.append(f"--incremental={path}")
        descriptors.append(descriptor)
    child = Child(argv, environment=environment(url), pass_fds=descriptors)
    stack.callback(child.close)
    tap = TarTap(FromChild(child), LISTED)
    pace = Pace(lambda done: progress.note(f"{size(done)} read"), asked.rate)
    writing.add("base.tar", BASE, tap, pace=pace)
    if not tap.found:
        raise BackupFailed("the server sent no list of its files: the backup could not be verified")
    # It holds names, sizes and sums, no row; an incremental backup needs it where nobody has a key.
    writing.add(LISTED, LIST, BytesIO(bytes(tap.found)), clear=True)
    listed: dict[str, Any] = json.loads(bytes(tap.found))
    return listed


def _parent(
    connection: Connection, source: Source, found: list[Backup], request: BaseRequest
) -> Backup | None:
    """Give what an incremental backup builds on. Errors: PreflightRefused where the server cannot make it."""
    rows = connection.execute(FITNESS).fetchall()
    may, level, senders, summarizes = rows[0]
    if not may:
        raise PreflightRefused(
            f'role "{source.role}" may not take base backups', hint="ALTER ROLE … REPLICATION, or a superuser"
        )
    if level == "minimal" or not senders:
        raise PreflightRefused(
            f"the server sends no WAL: wal_level is {level}, max_wal_senders {senders}",
            hint="set wal_level = replica and max_wal_senders = 4, and restart it",
        )
    if request.incremental is False:
        return None
    bases = [
        each
        for each in found
        if each.manifest
        and each.manifest.kind == "base"
        and not each.broken
        and each.manifest.source.system_identifier == source.system_identifier
    ]
    able = source.version >= INCREMENTAL_FROM and summarizes == "on"
    if able and bases:
        return bases[-1]
    if request.incremental is None:
        return None
    why = "there is no base backup to build on" if able else "the server does not summarize its WAL"
    raise PreflightRefused(
        f"an incremental backup is not possible: {why}",
        hint="PostgreSQL 17 or newer with summarize_wal = on, and a full base backup first",
    )


def _list_of(parent: Backup) -> Any:
    assert parent.manifest is not None
    return parent.manifest.artifact(LIST)


def _range(listed: dict[str, Any], source: Source) -> dict[str, Any]:
    ranges = listed["WAL-Ranges"]
    system = str(listed.get("System-Identifier", source.system_identifier))
    if system != source.system_identifier:
        raise BackupFailed(f"the files are of the server {system}, and not of {source.system_identifier}")
    return {
        "wal_start": ranges[0]["Start-LSN"],
        "wal_end": ranges[-1]["End-LSN"],
        "timeline": ranges[-1]["Timeline"],
    }
