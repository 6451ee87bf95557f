"""`[backup]` of dbtool.toml, of the project and of one database over it, to frozen settings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NoReturn, Protocol

from dbtool.model.hazards import ALLOWABLE

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
    "require_before_apply",
    "max_age",
    "max_verify_age",
    "max_base_age",
    "schedule",
    "verify_schedule",
    "base_schedule",
    "metrics",
    "wal",
    "provider",
)
REQUIRED = ("hazards", "max_age", "level", "take")
RULES = ("last", "daily", "weekly", "monthly", "yearly", "min_keep")
CHOICES = {
    "encryption": ("age", "gpg", "none"),
    "roles": ("auto", "no-passwords", "skip"),
    "fingerprint": ("none", "count", "hash"),
    "provider": ("builtin", "pgbackrest", "wal-g"),
}
VERIFIED = ("checksum", "decode", "drill")
AGE_KEYS = ("max_age", "max_verify_age", "max_base_age")
AGES = {"min": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_AGE = re.compile(r"(\d+)\s*(min|h|d|w)")
_RATE = re.compile(r"(\d+)\s*([KMG]?)i?B?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class RequiredBackup:
    """What backup has to be there before an apply.

    Shape: asked for where the plan has one of `hazards`, `all` being every step; `take` makes one where none
           is there.
    Units: seconds.
    """

    hazards: tuple[str, ...] = ("deletes-data",)
    max_age: int = 86_400
    level: str = "decode"
    take: bool = False


@dataclass(frozen=True, kw_only=True)
class BackupSettings:
    """How a database is backed up.

    Shape: `repository` is a folder or a URL; `encryption` is None where the recipients decide; `keep` has how
           many stay by rule; `metrics` is a file for Prometheus; `wal` is where WAL goes, else the
           repository. `schedule`, `verify_schedule` and `base_schedule` are times of systemd's OnCalendar; no
           base backups are taken where the last one is None.
    Units: timeouts are milliseconds, ages seconds, `rate` bytes in a second; 0 is no limit.
    """

    repository: str | None = None
    encryption: str | None = None
    recipients: tuple[str, ...] = ()
    identity: str | None = None
    level: int = 1
    threads: int = 0
    roles: Literal["auto", "no-passwords", "skip"] = "auto"
    fingerprint: Literal["none", "count", "hash"] = "count"
    lock_wait_ms: int = 60_000
    timeout_ms: int = 0
    rate: int = 0
    keep: Mapping[str, int] = field(default_factory=dict)
    require_before_apply: RequiredBackup | None = None
    max_age: int = 26 * 3_600
    max_verify_age: int = 8 * 86_400
    max_base_age: int = 8 * 86_400
    schedule: str = "*-*-* 02:30:00"
    verify_schedule: str = "Sun *-*-* 05:00:00"
    base_schedule: str | None = None
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
    texts = ("repository", "identity", "schedule", "verify_schedule", "base_schedule", "metrics", "wal")
    said: dict[str, Any] = {name: reader._get(place, table, name, str) for name in texts}
    said |= {name: _choice(reader, place, table, name) for name in CHOICES}
    said |= {name: _number(reader, place, table, name) for name in ("level", "threads")}
    said |= {name: _age(reader, place, table, name) for name in AGE_KEYS}
    recipients = reader._texts(place, table, "recipients")
    said["recipients"] = None if recipients is None else tuple(recipients)
    said["rate"] = _rate(reader, place, table)
    said["lock_wait_ms"] = reader._duration(place, table, "lock_wait", below.lock_wait_ms)
    said["timeout_ms"] = reader._duration(place, table, "timeout", below.timeout_ms)
    said["require_before_apply"] = _required(reader, place, table)
    said["keep"] = {**below.keep, **_keep(reader, place, table)}
    return replace(below, **{name: value for name, value in said.items() if value is not None})


def _choice(
    reader: Reader, place: str, table: Mapping[str, Any], key: str, known: Sequence[str] | None = None
) -> str | None:
    found: str | None = reader._get(place, table, key, str)
    words = known or CHOICES[key]
    if found is not None and found not in words:
        reader._wrong(place, key, f"{found} is none of {', '.join(words)}")
    return found


def _required(reader: Reader, place: str, table: Mapping[str, Any]) -> RequiredBackup | None:
    found: Mapping[str, Any] | None = reader._get(place, table, "require_before_apply", dict)
    if found is None:
        return None
    inside = f"{place}.require_before_apply"
    reader._known(inside, found, REQUIRED)
    hazards = reader._texts(inside, found, "hazards")
    for hazard in hazards or ():
        if hazard not in ALLOWABLE:
            reader._wrong(inside, "hazards", f"{hazard} is none of {', '.join(ALLOWABLE)}")
    said = {
        "hazards": None if hazards is None else tuple(hazards),
        "max_age": _age(reader, inside, found, "max_age"),
        "level": _choice(reader, inside, found, "level", VERIFIED),
        "take": reader._get(inside, found, "take", bool),
    }
    return replace(RequiredBackup(), **{name: value for name, value in said.items() if value is not None})


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
