"""Backups as the settings ask for them."""

from __future__ import annotations

from collections.abc import Sequence

from dbtool.backup.request import BackupRequest
from dbtool.operations.backup.place import recipients, scheme
from dbtool.settings_backup import BackupSettings


def request_from(
    settings: BackupSettings, *, asked: str | None = None, keys: Sequence[str] = ()
) -> BackupRequest:
    """Give the request that the settings make; a command line goes before their scheme and readers."""
    readers = () if asked == "none" else recipients(keys, settings)
    return BackupRequest(
        scheme=scheme(asked, readers, settings),
        recipients=readers,
        fingerprint=settings.fingerprint,
        roles=settings.roles,
        lock_wait_ms=settings.lock_wait_ms,
        timeout_ms=settings.timeout_ms,
        rate=settings.rate,
        level=settings.level,
        threads=settings.threads,
    )
