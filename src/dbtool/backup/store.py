"""Where backups are kept: a folder, or an object store. A backup is there whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from dbtool.errors import WrongUsage

if TYPE_CHECKING:
    from dbtool.backup.codec import Readable, Writable

_URL = re.compile(r"([a-z][a-z0-9+.-]*):(//)?")
FILE = "file"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file or object.

    Units: bytes; `modified` is seconds since the epoch.
    """

    name: str
    size: int
    modified: float


class Draft(Protocol):
    """A backup that is being written; nobody sees it before `publish`."""

    def part(self, name: str) -> AbstractContextManager[Writable]:
        """Give what takes the bytes of one part, which is durable when the block ends."""

    def publish(self, name: str, data: bytes) -> None:
        """Write the last file, the manifest, and let the whole be seen."""


class Store(Protocol):
    """Files under names with slashes.

    Errors: StorageFailed from all of them.
    """

    @property
    def place(self) -> str:
        """Where it is, for people."""

    def draft(self, folder: str) -> AbstractContextManager[Draft]:
        """Give a draft of `folder`, of which nothing is left unless it was published."""

    def names(self, folder: str = "") -> Iterator[Entry]:
        """Give everything below a folder, by full name, drafts included."""

    def open(self, name: str) -> AbstractContextManager[Readable]: ...

    def read(self, name: str) -> bytes: ...

    def put(self, name: str, data: bytes, *, replace: bool = False) -> bool:
        """Write a small file at once; False if it is there already and may not be replaced."""

    def exists(self, name: str) -> bool: ...

    def remove(self, folder: str) -> None:
        """Remove a folder with all that is in it, or one file."""

    def free_bytes(self) -> int | None:
        """Give the room that is left, None where nobody knows."""

    def lock(self, name: str, *, wait: bool) -> AbstractContextManager[None]:
        """Keep other runs of this host out. Errors: RepositoryLocked at once without `wait`."""


def located(place: str, root: Path | None = None) -> str:
    """Give a place as anybody understands it: a folder in full, below `root` or here; a URL as it is."""
    found = _URL.match(place)
    if found and found[1] != FILE:
        return place
    path = Path(place[found.end() :] if found else place).expanduser()
    return str((root or Path.cwd()).absolute() / path)


def open_store(place: str, *, root: Path | None = None, create: bool = False) -> Store:
    """Give the store at a path or URL (s3://, gs://, az://, file://, memory://).

    Errors: WrongUsage for a place that is not there, unless `create`, or a URL of another scheme.
    """
    from dbtool.backup.folder_store import FolderStore

    found = _URL.match(located(place, root))
    if found is None:
        return FolderStore.at(Path(located(place, root)), create=create)
    from dbtool.backup.object_store import SCHEMES, ObjectStore

    if found[1] not in SCHEMES:
        raise WrongUsage(
            f"{found[1]}: is no place for backups", hint=f"a folder, or a URL of {', '.join(sorted(SCHEMES))}"
        )
    return ObjectStore.at(place)
