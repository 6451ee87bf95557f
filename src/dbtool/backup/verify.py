"""How far a backup is known to be good: its sums, its decoding, a restore. What was found is kept with it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dbtool.backup.crypt import Key
from dbtool.backup.drill import Scratch, SettleFor, drill, require_drillable
from dbtool.backup.errors import BackupDamaged, BackupFailed, RestoreDiffers, RestoreFailed, StorageFailed
from dbtool.backup.facts.detail import read_detail
from dbtool.backup.manifest import Manifest
from dbtool.backup.parts import check_sum, extract, extracted
from dbtool.backup.phases import Archive
from dbtool.backup.recovery import RecoveryRequest, recover
from dbtool.backup.repository import Backup, Verification, backups, manifest_of, record
from dbtool.backup.store import Store
from dbtool.backup.tools import reading_tools
from dbtool.execute.progress import Progress
from dbtool.server.cluster import data_base

# What says that the backup is bad; all else says that it could not be looked at.
BAD = (BackupDamaged, RestoreDiffers, RestoreFailed)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyRequest:
    """How far to look.

    Shape: `level` is checksum, decode or drill, each with what comes before it.
    """

    level: str
    scratch: Scratch = field(default_factory=Scratch)


def verify(
    store: Store,
    backup: Backup,
    key: Key | None,
    request: VerifyRequest,
    progress: Progress,
    settle_for: SettleFor | None = None,
) -> Verification:
    """Look at a backup and keep what was found with it.

    Shape:  `key` is None where only sums are asked for.
    Errors: what keeps it from being looked at: PreflightRefused, ServerUnavailable, StorageFailed …
    """
    started = time.monotonic()
    details: dict[str, Any] = {}
    reason, hint = "", ""
    try:
        manifest = manifest_of(backup)
        if backup.trouble:
            raise BackupDamaged(f"{backup.id}: {backup.trouble}")
        _look(store, backup, manifest, key, request, progress, settle_for, details)
    except BAD as error:
        reason, hint = error.message, error.hint or ""
    found = Verification(
        level=request.level,
        ok=not reason,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - started, 3),
        reason=reason,
        details={**details, **({"differences": hint.splitlines()} if hint else {})},
    )
    try:
        record(store, backup, found)
    except StorageFailed as error:
        progress.warn(f"what was found could not be kept: {error.message}")
    return found


def _look(
    store: Store,
    backup: Backup,
    manifest: Manifest,
    key: Key | None,
    request: VerifyRequest,
    progress: Progress,
    settle_for: SettleFor | None,
    details: dict[str, Any],
) -> None:
    progress.note(f"checking the sums of {backup.id}")
    for part in manifest.artifacts:
        check_sum(store, backup.folder, part)
    if request.level == "checksum" or key is None:
        return
    progress.note(f"decoding {backup.id}")
    decode(store, backup, manifest, key, progress)
    if request.level == "drill":
        require_drillable(backup)
        progress.note(f"restoring {backup.id}")
        if manifest.kind == "base":
            details.update(_files(store, backup, key, progress))
            return
        details.update(drill(store, backup, key, request.scratch, progress, settle_for))


def _files(store: Store, backup: Backup, key: Key, progress: Progress) -> dict[str, Any]:
    """Put a base backup together in a folder that goes again, and hold it against the server's own list."""
    folder = backup.folder.rpartition("/")[0]
    found = [each for each in backups(store, folder) if each.id <= backup.id]
    with TemporaryDirectory(prefix="dbtool-drill-", dir=data_base()) as place:
        request = RecoveryRequest(folder=Path(place) / "data", to_time=None, restore_command="false")
        done = recover(store, found, key, request, progress)
    return {"restore_seconds": round(done.seconds, 3), "chain": list(done.chain), "compared": {}}


def decode(store: Store, backup: Backup, manifest: Manifest, key: Key, progress: Progress) -> None:
    """Read every part to its end; pg_restore reads the dump. Errors: BackupDamaged."""
    for part in manifest.artifacts:
        if part.role == "dump":
            tools = reading_tools(manifest, say=progress.note)
            archive = Archive(store, backup.folder, part, key, tools)
            # The dump of a database that holds nothing has no entries.
            if not archive.head().entries and manifest.tables:
                raise BackupDamaged(f"{backup.folder}/{part.name} has no table of contents")
            try:
                archive.decode()
            except BackupFailed as error:
                raise BackupDamaged(f"{backup.folder}/{part.name}: {error.message}") from None
        elif part.role == "detail":
            read_detail(extracted(store, backup.folder, part, key), backup.folder)
        else:
            extract(store, backup.folder, part, key, _Nowhere())


class _Nowhere:
    """Takes everything and keeps nothing."""

    def write(self, data: bytes, /) -> int:
        return len(data)
