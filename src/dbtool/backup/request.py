"""What a backup is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dbtool.backup.codec import LEVEL

Roles = Literal["auto", "no-passwords", "skip"]
Fingerprint = Literal["none", "count", "hash"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupRequest:
    """One backup of one database.

    Shape: `tables` and `exclude_data` are patterns of qualified names; `scheme` is age, gpg or none.
    Units: `lock_wait_ms` and `timeout_ms` are milliseconds, 0 for no limit; `rate` is bytes in a second.
    """

    scheme: str
    recipients: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    exclude_data: tuple[str, ...] = ()
    fingerprint: Fingerprint = "count"
    roles: Roles = "auto"
    lock_wait_ms: int = 60_000
    timeout_ms: int = 0
    rate: int = 0
    level: int = LEVEL
    threads: int = 0
    wait: bool = False
    dry_run: bool = False
