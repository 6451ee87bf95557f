"""A folder as a store: written beside, forced to the disk, renamed."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from dbtool.backup.errors import RepositoryLocked, StorageFailed
from dbtool.backup.store import Entry
from dbtool.errors import WrongUsage

DRAFT = ".tmp-"
LOCK = ".lock"
FOLDER_MODE, FILE_MODE = 0o700, 0o600


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Backups in a folder."""

    root: Path

    @classmethod
    def at(cls, root: Path, *, create: bool) -> FolderStore:
        """Give the store. Errors: WrongUsage where the folder is not there; StorageFailed."""
        if not root.is_dir():
            if not create:
                raise WrongUsage(
                    f"there is no folder {root}", hint="name the folder that backups were written to"
                )
            with _storage(str(root)):
                _make(root)
        return cls(root)

    @property
    def place(self) -> str:
        return str(self.root)

    @contextmanager
    def draft(self, folder: str) -> Iterator[FolderDraft]:
        final = self.root / folder
        beside = final.with_name(f"{DRAFT}{final.name}")
        with _storage(self.place):
            _make(beside.parent)
            beside.mkdir(mode=FOLDER_MODE)
        try:
            yield FolderDraft(beside, final)
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def names(self, folder: str = "") -> Iterator[Entry]:
        top = self.root / folder
        for path in sorted(top.rglob("*")):
            if path.name != LOCK and path.is_file():
                found = path.stat()
                yield Entry(path.relative_to(self.root).as_posix(), found.st_size, found.st_mtime)

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        with _storage(self.place):
            file = (self.root / name).open("rb")
        with file:
            yield file

    def read(self, name: str) -> bytes:
        with _storage(self.place):
            return (self.root / name).read_bytes()

    def put(self, name: str, data: bytes, *, replace: bool = False) -> bool:
        final = self.root / name
        beside = final.with_name(f"{DRAFT}{final.name}.{os.getpid()}")
        with _storage(self.place):
            _make(final.parent)
            try:
                with _created(beside) as file:
                    file.write(data)
                if replace:
                    beside.replace(final)
                else:
                    # Unlike a rename, a link refuses a name that is taken.
                    os.link(beside, final)
            except FileExistsError:
                return False
            finally:
                beside.unlink(missing_ok=True)
            try:
                _sync(final.parent)
            except OSError:
                final.unlink(missing_ok=True)
                raise
        return True

    def exists(self, name: str) -> bool:
        return (self.root / name).is_file()

    def remove(self, folder: str) -> None:
        path = self.root / folder
        with _storage(self.place):
            if path.is_dir():
                # First out of sight, so that what is half removed is no backup any more.
                gone = path.with_name(f"{DRAFT}removed-{path.name.removeprefix(DRAFT)}")
                path.rename(gone)
                shutil.rmtree(gone)
            else:
                path.unlink(missing_ok=True)

    def free_bytes(self) -> int | None:
        room = os.statvfs(self.root)
        return room.f_bavail * room.f_frsize

    @contextmanager
    def lock(self, name: str, *, wait: bool) -> Iterator[None]:
        path = self.root / name / LOCK
        with _storage(self.place):
            _make(path.parent)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
        try:
            # Freed by the kernel with its holder's end, so that no lock is ever stale.
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            os.truncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            yield
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode().strip() or "unknown"
            raise RepositoryLocked(
                f"another dbtool works on {path.parent} (pid {holder})",
                hint="wait for it to end, or say --wait",
            ) from None
        finally:
            os.close(descriptor)


@dataclass(frozen=True, slots=True)
class FolderDraft:
    """A folder that gets its name when all that is in it has reached the disk."""

    beside: Path
    final: Path

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        with _storage(str(self.beside)), _created(self.beside / name) as file:
            yield file

    def publish(self, name: str, data: bytes) -> None:
        with self.part(name) as file:
            file.write(data)
        with _storage(str(self.final)):
            _sync(self.beside)
            if self.final.exists():
                raise StorageFailed(f"{self.final} is there already")
            self.beside.rename(self.final)
            try:
                _sync(self.final.parent)
            except OSError:
                # What may be gone after a loss of power is not there now either.
                self.final.rename(self.beside)
                raise


@contextmanager
def _created(path: Path) -> Iterator[IO[bytes]]:
    """Give a new file for its owner alone; at the end of the block it is on the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _storage(place: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if isinstance(error, BlockingIOError):
            raise
        what = error.strerror or str(error)
        raise StorageFailed(
            f"{error.filename or place}: {what}", hint="is there room, and may this user write?"
        ) from error


def _make(folder: Path) -> None:
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
