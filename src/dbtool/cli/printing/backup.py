"""Backups in print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from dbtool.backup.create import Made
from dbtool.backup.manifest import Manifest
from dbtool.backup.pitr import Finding
from dbtool.backup.prune import Pruned
from dbtool.backup.repository import Backup, Verification
from dbtool.backup.status import BackupStatus
from dbtool.operations.backup.verbs import Listed, Verified
from dbtool.words import size, span

FINDINGS = {"ok": "✓", "warning": "~", "error": "✗"}
COLUMNS = ("id", "kind", "size", "rows", "encryption", "verified", "")


def made_text(name: str, made: Made, looked: Verified | None) -> str:
    """Give the report of one backup."""
    manifest = made.manifest
    if manifest is None:
        return f"{name}: a backup would be whole; nothing was done"
    rows = sum(manifest.tables.values())
    sealed = "in clear" if manifest.encryption == "none" else f"for {len(manifest.recipients)} recipients"
    if len(manifest.recipients) == 1:
        sealed = "for 1 recipient"
    line = (
        f"✓ {name}: {manifest.id}, {len(manifest.tables)} tables, {rows:,} rows, {size(manifest.size)},"
        f" {sealed} ({manifest.seconds:.1f} s)"
    )
    return "\n".join([line, *([verified_text(looked)] if looked else [])])


def made_values(name: str, made: Made, looked: Verified | None) -> dict[str, Any]:
    """Give the JSON form."""
    return {
        "database": name,
        "backup": _manifest(made.manifest) if made.manifest else None,
        "notes": list(made.notes),
        "verification": asdict(looked.verification) if looked else None,
    }


def base_text(name: str, manifest: Manifest | None) -> str:
    """Give the report of one base backup."""
    if manifest is None:
        return f"✓ {name}: taken by another provider"
    sort = f"what changed since {manifest.parent}" if manifest.parent else "full"
    return f"✓ {name}: {manifest.id}, {sort}, {size(manifest.size)} ({manifest.seconds:.1f} s)"


def findings_text(name: str, findings: list[Finding]) -> str:
    """Give what a check of the archive found."""
    lines = [name]
    for each in findings:
        lines.append(f"  {FINDINGS[each.severity]} {each.message}")
        if each.advice:
            lines.append(f"      {each.advice}")
    return "\n".join(lines)


def listed_text(listed: Listed) -> str:
    """Give a table of the backups of one database."""
    lines = [COLUMNS, *map(_row, listed.backups)]
    widths = [max(len(line[number]) for line in lines) for number in range(len(COLUMNS))]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    left = [f"unfinished: {place}" for place in listed.unfinished]
    head = f"{listed.database}: {len(listed.backups)} in {listed.place}"
    return "\n".join(line.rstrip() for line in [head, *(table if listed.backups else []), *left])


def _row(backup: Backup) -> tuple[str, ...]:
    manifest = backup.manifest
    if manifest is None:
        return backup.id, "", "", "", "", "", f"broken: {backup.broken}"
    said = f"broken: {backup.broken}" if backup.broken else f"held: {backup.held}" if backup.held else ""
    rows = f"{sum(manifest.tables.values()):,}"
    verified = backup.verified or "never"
    return backup.id, manifest.kind, size(manifest.size), rows, manifest.encryption, verified, said


def listed_values(listed: Listed) -> dict[str, Any]:
    """Give the JSON form."""
    return {
        "database": listed.database,
        "place": listed.place,
        "backups": [_values(backup) for backup in listed.backups],
        "unfinished": list(listed.unfinished),
    }


def shown_text(name: str, backup: Backup) -> str:
    """Give everything about one backup."""
    return "\n".join(_shown(name, backup))


def _shown(name: str, backup: Backup) -> Iterator[str]:
    yield f"{name}: {backup.id}"
    if backup.broken:
        yield f"    broken: {backup.broken}"
    if backup.held:
        yield f"    held: {backup.held}"
    if backup.manifest:
        yield from _contents(backup.manifest)
    for each in backup.verifications:
        yield f"    {_mark(each)} {each.at} {each.level}{f': {each.reason}' if each.reason else ''}"


def _contents(manifest: Manifest) -> Iterator[str]:
    source = manifest.source
    made = f"{manifest.finished}, by {manifest.by} on {manifest.host}"
    yield f"    {manifest.kind} of {source.database}, {made}"
    extensions = ", ".join(f"{name} {version}" for name, version in sorted(manifest.extensions.items()))
    release = f"{source.version // 10_000}.{source.version % 10_000}"
    yield f"    PostgreSQL {release}, {source.edition}; {extensions}"
    for part in manifest.artifacts:
        yield f"    {part.name}: {size(part.bytes)}, {size(part.plain_bytes)} plain"
    for table, rows in manifest.tables.items():
        yield f"    {table}: {rows:,} rows"


def shown_values(name: str, backup: Backup) -> dict[str, Any]:
    """Give the JSON form."""
    return {"database": name, "backups": [_values(backup)]}


def verified_text(verified: Verified) -> str:
    """Give what one look found."""
    return "\n".join(_verified(verified))


def _verified(verified: Verified) -> Iterator[str]:
    found = verified.verification
    judged = "is whole" if found.ok else f"is broken: {found.reason}"
    took = f"({found.level}, {found.seconds:.1f} s)"
    yield f"{_mark(found)} {verified.database}: {verified.backup} {judged} {took}"
    for difference in found.details.get("differences", ()):
        yield f"    {difference}"
    if "restore_seconds" in found.details:
        compared = found.details["compared"]
        what = ", ".join(f"{number:,} {name}" for name, number in compared.items() if number)
        equal = f"equal: {what}; " if what else ""
        yield f"    {equal}a recovery takes {found.details['restore_seconds']:.1f} s"


def verified_values(verified: Verified) -> dict[str, Any]:
    """Give the JSON form."""
    return {
        "database": verified.database,
        "backup": verified.backup,
        "verification": asdict(verified.verification),
    }


def pruned_text(pruned: Pruned) -> str:
    """Give what a prune did."""
    return "\n".join(_pruned(pruned))


def _pruned(pruned: Pruned) -> Iterator[str]:
    for backup, why in sorted(pruned.kept.items()):
        yield f"  = {backup}: {why}"
    for backup in pruned.removed:
        yield f"- {backup}"
    for place in pruned.left_over:
        yield f"- {place}: a run that was killed"
    done = "would be removed" if pruned.dry_run else "removed"
    gone = len(pruned.removed)
    yield f"{pruned.database}: {len(pruned.kept)} kept, {gone} {done}"
    if pruned.refused:
        yield f"✗ {pruned.database}: {pruned.refused}"


def pruned_values(pruned: Pruned) -> dict[str, Any]:
    """Give the JSON form."""
    return asdict(pruned)


def status_text(status: BackupStatus) -> str:
    """Give where the backups of one database stand."""
    if status.last is None:
        return f"✗ {status.database}: there is no backup"
    age = span(status.last_age or 0)
    seen = "never verified" if status.verified_age is None else f"verified {span(status.verified_age)} ago"
    mark = "✗" if status.stale else "✓"
    line = f"{mark} {status.database}: {status.count} backups, the last {age} old, {seen}"
    return "\n".join([line, *(f"    {each}" for each in status.stale)])


def status_values(status: BackupStatus) -> dict[str, Any]:
    """Give the JSON form."""
    return asdict(status)


def _values(backup: Backup) -> dict[str, Any]:
    return {
        "id": backup.id,
        "folder": backup.folder,
        "broken": backup.broken or None,
        "held": backup.held,
        "verified": backup.verified,
        "verified_at": backup.verified_at,
        "verifications": [asdict(each) for each in backup.verifications],
        "manifest": _manifest(backup.manifest) if backup.manifest else None,
    }


def _manifest(manifest: Manifest) -> dict[str, Any]:
    return {**asdict(manifest), "bytes": manifest.size}


def _mark(found: Verification) -> str:
    return "✓" if found.ok else "✗"
