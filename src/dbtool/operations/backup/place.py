"""Where the backups of a subject are, and with which keys."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dbtool.backup.crypt import Key, key_for, scheme_of
from dbtool.backup.repository import Backup, backups, chosen, folder_of, manifest_of
from dbtool.backup.store import Store, located, open_store
from dbtool.errors import WrongUsage
from dbtool.settings_backup import BackupSettings

REPOSITORY = "DBTOOL_BACKUP_REPOSITORY"
RECIPIENTS = "DBTOOL_BACKUP_RECIPIENTS"
IDENTITY = "DBTOOL_BACKUP_IDENTITY"
LATEST = "latest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where backups are, and what was said about it on the command line.

    Shape: `repository` is a folder or URL, None for the environment's or the settings'; `root` is the
           project's folder, for paths in its settings.
    """

    settings: BackupSettings
    root: Path | None = None
    repository: str | None = None
    identity: Path | None = None

    def store(self, *, create: bool = False) -> Store:
        """Give the repository. Errors: WrongUsage where none is named or none is there."""
        return open_store(self.located, create=create)

    def archive(self, *, create: bool = False) -> Store:
        """Give where WAL is, which may be elsewhere than the backups. Errors: as `store`."""
        return open_store(self.archive_located, create=create)

    @property
    def located(self) -> str:
        """The folder or URL of the repository. Errors: WrongUsage where none is named."""
        said = self.repository or os.environ.get(REPOSITORY)
        if said:
            return located(said)
        if self.settings.repository:
            return located(self.settings.repository, self.root)
        raise WrongUsage(
            "no repository is named",
            hint=f"--to or --from PLACE, {REPOSITORY}, or [backup] repository in dbtool.toml",
        )

    @property
    def archive_located(self) -> str:
        """The folder or URL of the archive of WAL. Errors: as `located`."""
        if self.repository or not self.settings.wal:
            return self.located
        return located(self.settings.wal, self.root)

    def key(self, scheme: str) -> Key:
        """Give what decrypts. Errors: WrongUsage."""
        return key_for(scheme, self.identity_file(scheme))

    def identity_file(self, scheme: str) -> Path | None:
        """Give the file of the identity, None where none is named or needed."""
        said = os.environ.get(IDENTITY)
        own = Path(self.settings.identity).expanduser() if self.settings.identity else None
        if own and self.root:
            own = self.root / own
        return (self.identity or (Path(said) if said else own)) if scheme == "age" else None

    def key_of(self, backup: Backup) -> Key:
        """Give what decrypts a backup. Errors: WrongUsage, BackupDamaged."""
        return self.key(manifest_of(backup).encryption)


def recipients(given: Sequence[str], settings: BackupSettings) -> tuple[str, ...]:
    """Give who may read the backup: of the command line, else the environment, else the settings."""
    if given:
        return tuple(given)
    said = os.environ.get(RECIPIENTS, "").replace(",", " ").split()
    return _keys(said) if said else settings.recipients


def _keys(words: Sequence[str]) -> tuple[str, ...]:
    """Give keys of words: one of ssh has a space in it."""
    found: list[str] = []
    for word in words:
        if found and found[-1].startswith("ssh-") and " " not in found[-1]:
            found[-1] = f"{found[-1]} {word}"
        else:
            found.append(word)
    return tuple(found)


def scheme(asked: str | None, keys: Sequence[str], settings: BackupSettings) -> str:
    """Give the scheme of encryption: never none unless somebody said so."""
    return asked or settings.encryption or scheme_of(keys)


def found_backup(store: Store, name: str, word: str | None) -> Backup:
    """Give a backup of a database by its id, else the latest one. Errors: NoSuchBackup."""
    return chosen(backups(store, folder_of(name)), word or LATEST, f"{store.place}/{folder_of(name)}")
