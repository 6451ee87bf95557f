"""The layout of a repository: DATABASE/ID/ with the parts, the manifest, and what was found out later."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

from dbtool.backup.errors import BackupDamaged, NoSuchBackup
from dbtool.backup.folder_store import DRAFT
from dbtool.backup.manifest import ID, NAME, Manifest, read_manifest
from dbtool.backup.store import Entry, Store

HOLD = "hold.json"
LAST_RUN = "last-run.json"
# No database has a folder of this name: a percent sign in one is escaped.
WAL = "%wal"
VERIFIED = "verified-"
ALL = "`dbtool backup list` shows all"
LEVELS = ("checksum", "decode", "drill")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """One look at a backup: never changed, one file each.

    Units: seconds of wall time; `at` is ISO 8601 in UTC.
    """

    level: str
    ok: bool
    at: str
    seconds: float
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One backup of a repository, as it stands there.

    Shape: `manifest` is None where it cannot be read, and `trouble` says why; so it does for a part that is
           missing or of another size, and for a verification that failed.
    """

    id: str
    folder: str
    manifest: Manifest | None
    trouble: str = ""
    verifications: tuple[Verification, ...] = ()
    held: str | None = None

    @property
    def broken(self) -> str:
        """Why it cannot be restored, empty where nothing is known against it."""
        last = self.verifications[-1] if self.verifications else None
        return self.trouble or (last.reason if last and not last.ok else "")

    @property
    def verified(self) -> str | None:
        """The highest level at which it was verified, None for never or a last look that failed."""
        done = [each.level for each in self.verifications if each.ok]
        return None if self.broken or not done else max(done, key=LEVELS.index)

    @property
    def verified_at(self) -> str | None:
        """When it was last verified."""
        return max((each.at for each in self.verifications if each.ok), default=None)


def folder_of(database: str) -> str:
    """Give the folder of a database's backups; the name may hold anything."""
    safe = "".join(c if c.isalnum() else quote(c, safe="-_.") for c in database)
    return f"%{safe}" if safe.startswith(".") else safe


def database_of(folder: str) -> str:
    """Give the name of the database whose backups are in a folder: the way back of `folder_of`."""
    return unquote(folder[1:] if folder.startswith("%.") else folder)


def databases(store: Store) -> list[str]:
    """Give the names of all databases that have something here."""
    found = {entry.name.partition("/")[0] for entry in store.names() if "/" in entry.name}
    return sorted(map(database_of, found - {WAL}))


def backups(store: Store, folder: str) -> list[Backup]:
    """Give everything that has a manifest, the oldest first."""
    files: dict[str, dict[str, Entry]] = {}
    for entry in store.names(folder):
        _, backup_id, *rest = entry.name.split("/", 2)
        if ID.fullmatch(backup_id) and rest:
            files.setdefault(backup_id, {})[rest[0]] = entry
    return [_backup(store, folder, found, files[found]) for found in sorted(files) if NAME in files[found]]


def unfinished(store: Store, folder: str) -> Iterator[tuple[str, float]]:
    """Give what has no manifest, with the time of its newest file: runs that were killed, or go on."""
    found: dict[str, float] = {}
    whole = set()
    for entry in store.names(folder):
        _, first, *rest = entry.name.split("/", 2)
        if rest == [NAME] and ID.fullmatch(first):
            whole.add(first)
        if first.startswith(DRAFT) or ID.fullmatch(first):
            found[first] = max(found.get(first, 0.0), entry.modified)
    for name, modified in sorted(found.items()):
        if name not in whole:
            yield f"{folder}/{name}", modified


def chosen(found: list[Backup], word: str, place: str) -> Backup:
    """Give the backup of that id, or the latest that is not broken. Errors: NoSuchBackup."""
    if word == "latest":
        whole = [each for each in found if each.manifest and not each.broken]
        if whole:
            return whole[-1]
        raise NoSuchBackup(
            f"{place} holds no backup that could be restored", hint="`dbtool backup list` shows all"
        )
    for each in found:
        if each.id == word:
            return each
    raise NoSuchBackup(f"{place} holds no backup {word}", hint=ALL)


def manifest_of(backup: Backup) -> Manifest:
    """Give its manifest. Errors: BackupDamaged."""
    if backup.manifest is None:
        raise BackupDamaged(f"the backup {backup.id} is broken: {backup.trouble}")
    return backup.manifest


def record(store: Store, backup: Backup, verification: Verification) -> None:
    """Keep what was found."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    text = json.dumps(asdict(verification), indent=1, sort_keys=True)
    store.put(f"{backup.folder}/{VERIFIED}{moment}.json", text.encode())


def hold(store: Store, backup: Backup, reason: str) -> None:
    """Keep a backup from being pruned."""
    store.put(f"{backup.folder}/{HOLD}", json.dumps({"reason": reason}).encode(), replace=True)


def release(store: Store, backup: Backup) -> bool:
    """Let it be pruned again; False where it was not held."""
    if backup.held is None:
        return False
    store.remove(f"{backup.folder}/{HOLD}")
    return True


def note_run(store: Store, folder: str, state: str, reason: str = "") -> None:
    """Keep how the last run stands: running, done or failed; one that was killed stays running."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    text = json.dumps({"state": state, "reason": reason, "at": at}, ensure_ascii=False)
    store.put(f"{folder}/{LAST_RUN}", text.encode(), replace=True)


def failed_run(store: Store, folder: str) -> str:
    """Give why the last run failed, empty where it did not, or there was none; asked under the lock."""
    if not store.exists(f"{folder}/{LAST_RUN}"):
        return ""
    try:
        said = json.loads(store.read(f"{folder}/{LAST_RUN}"))
        reason = said["reason"] or "it was cut off"
        return "" if said["state"] == "done" else str(reason)
    except (ValueError, KeyError, TypeError):
        return "the record of the last run is damaged"


def _backup(store: Store, folder: str, backup_id: str, files: Mapping[str, Entry]) -> Backup:
    place = f"{folder}/{backup_id}"
    manifest, trouble = None, ""
    try:
        manifest = read_manifest(store.read(f"{place}/{NAME}"), place)
        if manifest.id != backup_id:
            raise BackupDamaged(f"{place}: the manifest is that of {manifest.id}")
        trouble = _missing(manifest, files)
    except BackupDamaged as error:
        trouble = error.message
    looks = tuple(
        _verification(store.read(f"{place}/{name}")) for name in sorted(files) if name.startswith(VERIFIED)
    )
    held = _reason(store.read(f"{place}/{HOLD}")) if HOLD in files else None
    return Backup(
        id=backup_id, folder=place, manifest=manifest, trouble=trouble, verifications=looks, held=held
    )


def _missing(manifest: Manifest, files: Mapping[str, Entry]) -> str:
    for part in manifest.artifacts:
        there = files.get(part.name)
        if there is None:
            return f"{part.name} is missing"
        if there.size != part.bytes:
            return f"{part.name} has {there.size:,} bytes instead of {part.bytes:,}"
    return ""


def _verification(text: bytes) -> Verification:
    try:
        return Verification(**json.loads(text))
    except (ValueError, TypeError):
        return Verification(
            level="checksum", ok=False, at="", seconds=0, reason="a record of verification is damaged"
        )


def _reason(text: bytes) -> str:
    try:
        return str(json.loads(text)["reason"])
    except (ValueError, KeyError, TypeError):
        return "the reason cannot be read"
