"""What the commands of `dbtool backup` do with a repository."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from dbtool.backup import create as making
from dbtool.backup import keys, preflight, prune, repository, retention, status, verify
from dbtool.backup.compare import Settle
from dbtool.backup.create import Made
from dbtool.backup.drill import SettleFor
from dbtool.backup.manifest import Source
from dbtool.backup.prune import Pruned
from dbtool.backup.repository import Backup, Verification
from dbtool.backup.request import BackupRequest
from dbtool.backup.snapshot import source_of
from dbtool.backup.status import BackupStatus
from dbtool.backup.store import Store
from dbtool.backup.verify import VerifyRequest
from dbtool.catalog.server import server_info
from dbtool.errors import WrongUsage
from dbtool.execute.connect import connect
from dbtool.execute.progress import Progress
from dbtool.model.database import Database
from dbtool.operations.backup.place import Place, found_backup
from dbtool.operations.sources import live_url
from dbtool.settings import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """One look at one backup."""

    database: str
    backup: str
    verification: Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The backups of one database, the oldest first; `unfinished` are runs without a manifest."""

    database: str
    place: str
    backups: tuple[Backup, ...]
    unfinished: tuple[str, ...]


def backup_create(subject: Subject, place: Place, request: BackupRequest, *, progress: Progress) -> Made:
    """Back a live database up. Errors: as `backup.create.create`."""
    store = place.store(create=True)
    made = making.create(live_url(subject), subject.name, store, request, progress)
    _write_metrics(subject.name, place)
    return made


def backup_check(subject: Subject, place: Place, *, progress: Progress) -> tuple[str, ...]:
    """Give notes on what a backup would meet. Errors: PreflightRefused."""
    return tuple(preflight.check(live_url(subject), subject.name, place.store(create=True), progress)[1])


def backup_list(name: str, place: Place) -> Listed:
    """Give all backups of a database."""
    store = place.store()
    folder = repository.folder_of(name)
    return Listed(
        database=name,
        place=store.place,
        backups=tuple(repository.backups(store, folder)),
        unfinished=tuple(name for name, _ in repository.unfinished(store, folder)),
    )


def backup_found(name: str, word: str | None, place: Place) -> Backup:
    """Give one backup, the latest one unless `word` is an id. Errors: NoSuchBackup."""
    return found_backup(place.store(), name, word)


def backup_databases(place: Place) -> tuple[str, ...]:
    """Give the databases that have backups in the repository."""
    return tuple(repository.databases(place.store()))


def backup_verify(
    name: str, word: str | None, place: Place, request: VerifyRequest, *, progress: Progress
) -> Verified:
    """Look at a backup, the latest one unless `word` is an id. Errors: what keeps it from being looked at."""
    store = place.store()
    backup = found_backup(store, name, word)
    wants_key = request.level != "checksum" and backup.manifest is not None
    key = place.key_of(backup) if wants_key else None
    found = verify.verify(store, backup, key, request, progress, settle_on(name, progress))
    _write_metrics(name, place)
    return Verified(database=name, backup=backup.id, verification=found)


def backup_prune(name: str, place: Place, *, dry_run: bool, wait: bool) -> Pruned:
    """Remove what no rule of the settings keeps."""
    rule = retention.Retention(**place.settings.keep)
    store = place.store()
    return prune.prune(store, name, rule, archive=_archive(place), dry_run=dry_run, wait=wait)


def _archive(place: Place) -> Store | None:
    """Give where WAL is; a folder that nothing was archived to yet is the server's to make."""
    try:
        return place.archive()
    except WrongUsage:
        return None


def backup_hold(name: str, word: str | None, place: Place, reason: str) -> str:
    """Keep a backup from being pruned and give its id."""
    store = place.store()
    backup = found_backup(store, name, word)
    repository.hold(store, backup, reason)
    return backup.id


def backup_release(name: str, word: str | None, place: Place) -> tuple[str, bool]:
    """Let a backup be pruned again; give its id and whether it was held."""
    store = place.store()
    backup = found_backup(store, name, word)
    return backup.id, repository.release(store, backup)


def backup_status(
    name: str, place: Place, *, max_age: timedelta | None = None, max_verify_age: timedelta | None = None
) -> BackupStatus:
    """Give where the backups of a database stand."""
    settings = place.settings
    return status.status(
        place.store(),
        name,
        max_age=max_age or timedelta(seconds=settings.max_age),
        max_verify_age=max_verify_age or timedelta(seconds=settings.max_verify_age),
    )


def backup_source(subject: Subject) -> Source:
    """Give what a manifest would say of the live database."""
    with connect(live_url(subject), autocommit=True) as connection:
        return source_of(connection, server_info(connection))


def last_role(name: str, place: Place) -> str:
    """Give the role that made the last backup, empty where there is none."""
    found = repository.backups(place.store(), repository.folder_of(name))
    made = [each.manifest for each in found if each.manifest]
    return made[-1].source.role if made else ""


def backup_metrics(statuses: list[BackupStatus], file: Path | None) -> str:
    """Give the metrics, and write them to a file where one is named."""
    text = status.prometheus(statuses)
    if file:
        status.write_text_file(file, text)
    return text


def backup_keygen(file: Path) -> str:
    """Write a new identity and give its recipient."""
    return keys.keygen(file)


def settle_on(name: str, progress: Progress) -> SettleFor:
    """Give what compares texts as a server prints them."""

    def settle_for(url: str) -> Settle:
        def settle(live: Database, wanted: Database) -> Database:
            from dbtool.operations.settle import settled

            return settled(Subject(name=name, sources=(), scratch_url=url), live, wanted, progress)[0]

        return settle

    return settle_for


def _write_metrics(name: str, place: Place) -> None:
    if place.settings.metrics:
        file = Path(place.settings.metrics).expanduser()
        file = place.root / file if place.root else file
        backup_metrics([backup_status(name, place)], file.with_name(f"{file.stem}.{name}{file.suffix}"))
