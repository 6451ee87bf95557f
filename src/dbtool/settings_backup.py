"""`[backup]` of dbtool.toml, of the project and of one database over it, to frozen settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, Protocol

KEYS = (
    "repository",
    "encryption",
    "recipients",
    "identity",
    "level",
    "threads",
    "roles",
    "fingerprint",
    "lock_wait",
    "timeout",
    "rate",
    "keep",
    "max_age",
    "max_verify_age",
    "schedule",
    "verify_schedule",
    "metrics",
    "wal",
    "provider",
)
RULES = ("last", "daily", "weekly", "monthly", "yearly", "min_keep")
CHOICES = {
    "encryption": ("age", "gpg", "none"),
    "roles": ("auto", "no-passwords", "skip"),
    "fingerprint": ("none", "count", "hash"),
    "provider": ("builtin", "pgbackrest", "wal-g"),
}
AGES = {"min": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_AGE = re.compile(r"(\d+)\s*(min|h|d|w)")
_RATE = re.compile(r"(\d+)\s*([KMG]?)i?B?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class BackupSettings:
    """How a database is backed up.

    Shape: `repository` is a folder or a URL; `encryption` is None where the recipients decide; `keep` has how
           many stay by rule; `metrics` is a file for Prometheus; `wal` is where WAL goes, else the
           repository. `schedule` and `verify_schedule` are times of systemd's OnCalendar.
    Units: timeouts are milliseconds, ages seconds, `rate` bytes in a second; 0 is no limit.
    """

    repository: str | None = None
    encryption: str | None = None
    recipients: tuple[str, ...] = ()
    identity: str | None = None
    level: int = 3
    threads: int = 0
    roles: str = "auto"
    fingerprint: str = "count"
    lock_wait_ms: int = 60_000
    timeout_ms: int = 0
    rate: int = 0
    keep: Mapping[str, int] = field(default_factory=dict)
    max_age: int = 26 * 3_600
    max_verify_age: int = 8 * 86_400
    schedule: str = "*-*-* 02:30:00"
    verify_schedule: str = "Sun *-*-* 05:00:00"
    metrics: str | None = None
    wal: str | None = None
    provider: str = "builtin"


class Reader(Protocol):
    """What reads values of a table and says what is wrong with them."""

    def _get(self, place: str, table: Mapping[str, Any], key: str, wanted: type) -> Any: ...

    def _texts(self, place: str, table: Mapping[str, Any], key: str) -> list[str] | None: ...

    def _duration(self, place: str, table: Mapping[str, Any], key: str, default: int) -> int: ...

    def _known(self, place: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None: ...

    def _wrong(self, place: str, key: str, what: str, hint: str | None = None) -> NoReturn: ...


def read_backup(
    reader: Reader, place: str, table: Mapping[str, Any] | None, below: BackupSettings
) -> BackupSettings:
    """Give the settings of a table over those of `below`. Errors: WrongUsage."""
    if not table:
        return below
    reader._known(place, table, KEYS)
    texts = ("repository", "identity", "schedule", "verify_schedule", "metrics", "wal")
    said: dict[str, Any] = {name: reader._get(place, table, name, str) for name in texts}
    said |= {name: _choice(reader, place, table, name) for name in CHOICES}
    said |= {name: _number(reader, place, table, name) for name in ("level", "threads")}
    said |= {name: _age(reader, place, table, name) for name in ("max_age", "max_verify_age")}
    recipients = reader._texts(place, table, "recipients")
    said["recipients"] = None if recipients is None else tuple(recipients)
    said["rate"] = _rate(reader, place, table)
    said["lock_wait_ms"] = reader._duration(place, table, "lock_wait", below.lock_wait_ms)
    said["timeout_ms"] = reader._duration(place, table, "timeout", below.timeout_ms)
    said["keep"] = {**below.keep, **_keep(reader, place, table)}
    return replace(below, **{name: value for name, value in said.items() if value is not None})


def _choice(reader: Reader, place: str, table: Mapping[str, Any], key: str) -> str | None:
    found: str | None = reader._get(place, table, key, str)
    if found is not None and found not in CHOICES[key]:
        reader._wrong(place, key, f"{found} is none of {', '.join(CHOICES[key])}")
    return found


def _number(reader: Reader, place: str, table: Mapping[str, Any], key: str) -> int | None:
    found = table.get(key)
    if found is None:
        return None
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        reader._wrong(place, key, "this is a number from 0 on")
    return found


def _keep(reader: Reader, place: str, table: Mapping[str, Any]) -> dict[str, int]:
    rules: Mapping[str, Any] = reader._get(place, table, "keep", dict) or {}
    reader._known(f"{place}.keep", rules, RULES)
    return {name: _number(reader, f"{place}.keep", rules, name) or 0 for name in rules}


def _age(reader: Reader, place: str, table: Mapping[str, Any], key: str) -> int | None:
    text = reader._get(place, table, key, str)
    found = None if text is None else _AGE.fullmatch(text.strip())
    if text is not None and found is None:
        reader._wrong(place, key, f"{text} is no age", "write 30min, 26h, 8d or 2w")
    return int(found[1]) * AGES[found[2]] if found else None


def _rate(reader: Reader, place: str, table: Mapping[str, Any]) -> int | None:
    text = reader._get(place, table, "rate", str)
    found = None if text is None else _RATE.fullmatch(text.strip())
    if text is not None and found is None:
        reader._wrong(place, "rate", f"{text} is no rate", "write 20M for 20 MiB in a second")
    return int(found[1]) * 1024 ** " KMG".index(found[2].upper() or " ") if found else None
