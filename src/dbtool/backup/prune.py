"""What a repository may lose: backups that no rule keeps, and what killed runs have left."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from dbtool.backup.lock import only_one
from dbtool.backup.manifest import moment_of
from dbtool.backup.repository import Backup, backups, failed_run, folder_of, unfinished
from dbtool.backup.retention import Candidate, Retention, kept
from dbtool.backup.store import Store
from dbtool.backup.wal import remove_before, segment_bytes
from dbtool.backup.wal_names import segment_of

ORPHAN_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What a prune did or would do.

    Shape: `kept` has the reason by id; `removed` and `left_over` (without a manifest) are gone, unless it was
           a dry run; `refused` says why nothing was removed.
    """

    database: str
    kept: dict[str, str]
    removed: tuple[str, ...]
    left_over: tuple[str, ...]
    dry_run: bool
    refused: str = ""


def prune(
    store: Store,
    name: str,
    rule: Retention,
    *,
    archive: Store | None = None,
    dry_run: bool = False,
    wait: bool = False,
) -> Pruned:
    """Remove what no rule keeps, and WAL that no base backup needs; `archive` is where it is, if elsewhere.

    Nothing is removed while the newest backup is broken, or where the last run failed: older ones may be all
    that is left.
    Errors: RepositoryLocked, StorageFailed.
    """
    folder = folder_of(name)
    with only_one(store, folder, None, wait=wait):
        found = backups(store, folder)
        stay = _kept(found, rule)
        refused = _refused(found, failed_run(store, folder))
        gone = [] if refused else [each for each in found if each.id not in stay]
        old = time.time() - ORPHAN_SECONDS
        orphans = [place for place, modified in unfinished(store, folder) if modified < old]
        if not dry_run:
            # An incremental backup before the one that it needs.
            for each in reversed(gone):
                store.remove(each.folder)
            for place in orphans:
                store.remove(place)
            _prune_wal(archive or store, folder, backups(store, folder))
    return Pruned(
        database=name,
        kept=stay,
        removed=tuple(each.id for each in gone),
        left_over=tuple(orphans),
        dry_run=dry_run,
        refused=refused,
    )


def _kept(found: Sequence[Backup], rule: Retention) -> dict[str, str]:
    """Give what stays, base backups and dumps each by themselves: one does not stand in for the other."""
    stay: dict[str, str] = {}
    for bases in (False, True):
        stay |= kept([candidate(each) for each in found if _is_base(each) is bases], rule)
    return stay


def _is_base(backup: Backup) -> bool:
    return backup.manifest is not None and backup.manifest.kind == "base"


def _prune_wal(store: Store, folder: str, left: Sequence[Backup]) -> None:
    """Remove WAL from before the oldest base backup that is left; without any it all stays."""
    bases = [each.manifest for each in left if each.manifest and each.manifest.kind == "base"]
    if bases and bases[0].wal_start:
        size = segment_bytes(store, folder)
        if size:
            remove_before(store, folder, segment_of(bases[0].wal_start, bases[0].timeline or 1, size))


def candidate(backup: Backup) -> Candidate:
    """Give what its keeping depends on."""
    parent = backup.manifest.parent if backup.manifest else None
    return Candidate(
        id=backup.id,
        at=moment_of(backup.id),
        good=not backup.broken,
        verified=backup.verified is not None,
        held=backup.held is not None,
        needs=(parent,) if parent else (),
    )


def _refused(found: Sequence[Backup], failed: str) -> str:
    if failed:
        return f"nothing is removed: the last run failed ({failed})"
    if found and found[-1].broken:
        return f"nothing is removed: the newest backup {found[-1].id} is broken ({found[-1].broken})"
    return ""
