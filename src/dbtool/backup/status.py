"""How old the backups are and how far they are known: for monitoring, and for doctor."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dbtool.backup.repository import Backup, backups, folder_of, unfinished
from dbtool.backup.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupStatus:
    """Where the backups of a database stand.

    Shape: `stale` are sentences, none where all is well; the last ones are None where there is none.
    Units: ages are seconds; bytes.
    """

    database: str
    count: int
    broken: tuple[str, ...]
    unfinished: tuple[str, ...]
    last: str | None
    last_age: float | None
    last_bytes: int | None
    last_seconds: float | None
    verified: str | None
    verified_level: str | None
    verified_age: float | None
    stale: tuple[str, ...]


def status(
    store: Store,
    name: str,
    *,
    max_age: timedelta | None = None,
    max_verify_age: timedelta | None = None,
    now: datetime | None = None,
) -> BackupStatus:
    """Give where the backups stand, and what is older than it may be."""
    moment = now or datetime.now(UTC)
    folder = folder_of(name)
    found = backups(store, folder)
    good = [each for each in found if not each.broken]
    verified = sorted((each for each in good if each.verified), key=lambda each: each.verified_at or "")
    last, proved = good[-1] if good else None, verified[-1] if verified else None
    age = _age(moment, last.manifest.finished) if last and last.manifest else None
    seen = _age(moment, proved.verified_at) if proved and proved.verified_at else None
    return BackupStatus(
        database=name,
        count=len(good),
        broken=tuple(each.id for each in found if each.broken),
        unfinished=tuple(place for place, _ in unfinished(store, folder)),
        last=last.id if last else None,
        last_age=age,
        last_bytes=last.manifest.size if last and last.manifest else None,
        last_seconds=last.manifest.seconds if last and last.manifest else None,
        verified=proved.id if proved else None,
        verified_level=proved.verified if proved else None,
        verified_age=seen,
        stale=tuple(_stale(found, age, seen, max_age, max_verify_age)),
    )


def _stale(
    found: list[Backup],
    age: float | None,
    seen: float | None,
    max_age: timedelta | None,
    max_verify_age: timedelta | None,
) -> list[str]:
    said = []
    if age is None:
        said.append("there is no backup")
    elif max_age and age > max_age.total_seconds():
        said.append(f"the last backup is {timedelta(seconds=int(age))} old")
    if age is not None and max_verify_age:
        if seen is None:
            said.append("no backup was ever verified")
        elif seen > max_verify_age.total_seconds():
            said.append(f"the last verification is {timedelta(seconds=int(seen))} old")
    if found and found[-1].broken:
        said.append(f"the newest backup {found[-1].id} is broken: {found[-1].broken}")
    return said


def prometheus(statuses: list[BackupStatus]) -> str:
    """Give the metrics in the text format of Prometheus."""
    lines = []
    for name, sort, help_text, value in METRICS:
        lines += [f"# HELP dbtool_backup_{name} {help_text}", f"# TYPE dbtool_backup_{name} {sort}"]
        for each in statuses:
            found = value(each)
            if found is not None:
                lines.append(f'dbtool_backup_{name}{{database="{_escaped(each.database)}"}} {found:g}')
    return "\n".join(lines) + "\n"


METRICS = (
    ("count", "gauge", "Backups that could be restored.", lambda each: each.count),
    ("broken", "gauge", "Backups that could not.", lambda each: len(each.broken)),
    ("last_age_seconds", "gauge", "Age of the last backup.", lambda each: each.last_age),
    ("last_bytes", "gauge", "Size of the last backup.", lambda each: each.last_bytes),
    ("last_seconds", "gauge", "How long the last backup took.", lambda each: each.last_seconds),
    ("verified_age_seconds", "gauge", "Age of the last verification.", lambda each: each.verified_age),
    ("stale", "gauge", "1 where something is older than it may be.", lambda each: int(bool(each.stale))),
)


def write_text_file(path: Path, text: str) -> None:
    """Write a file for node_exporter: it reads the old one or the new one."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.chmod(0o644)
    beside.replace(path)


def _age(moment: datetime, text: str) -> float:
    return max(0.0, (moment - datetime.fromisoformat(text)).total_seconds())


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
