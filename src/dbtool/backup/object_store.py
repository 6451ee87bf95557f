"""An object store: the manifest comes last and only once, and before it nothing counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from dbtool.backup.codec import PIECE, Readable, Writable
from dbtool.backup.errors import PreflightRefused, StorageFailed
from dbtool.backup.store import Entry

if TYPE_CHECKING:
    from obstore.store import RetryConfig

SCHEMES = frozenset(("s3", "s3a", "gs", "az", "azure", "abfs", "abfss", "memory"))
# Parts of an upload: two of them at a time bound the memory; ten thousand of them are the most that S3 takes.
PART_BYTES = 16 << 20
AT_ONCE = 2
# What a store answers is XML of this form within a longer text.
_TOLD = re.compile(r"<Code>([^<]*)</Code>\s*(?:<Message>([^<]*)</Message>)?")
# What is tried again, and for how long; then the run fails.
RETRY: RetryConfig = {"max_retries": 10, "retry_timeout": timedelta(minutes=3)}
# One store for the process, or what was written there could not be found again.
_MEMORY: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """Backups as objects. `inner` is obstore's store."""

    place: str
    inner: Any = field(repr=False)

    @classmethod
    def at(cls, url: str) -> ObjectStore:
        """Give the store; credentials come from the environment, as its provider's own tools take them."""
        try:
            from obstore.store import MemoryStore, from_url
        except ImportError:
            raise PreflightRefused(
                "the module obstore is not installed, which object stores need", hint="pip install obstore"
            ) from None
        if url.startswith("memory:"):
            return cls(url, _MEMORY.setdefault(url, MemoryStore()))
        with _storage(url):
            return cls(url, from_url(url, retry_config=RETRY))

    @contextmanager
    def draft(self, folder: str) -> Iterator[ObjectDraft]:
        draft = ObjectDraft(self, folder)
        try:
            yield draft
        finally:
            if not draft.published:
                # Nothing of it counts without a manifest; what cannot be removed now is prune's.
                for name in draft.written:
                    try:
                        self.remove_object(name)
                    except StorageFailed:
                        continue

    def names(self, folder: str = "") -> Iterator[Entry]:
        import obstore

        with _storage(self.place):
            for batch in obstore.list(self.inner, prefix=folder or None):
                for found in batch:
                    yield Entry(found["path"], found["size"], found["last_modified"].timestamp())

    @contextmanager
    def open(self, name: str) -> Iterator[Readable]:
        import obstore

        with _storage(self.place):
            yield _Reading(iter(obstore.get(self.inner, name).stream(min_chunk_size=PIECE)))

    def read(self, name: str) -> bytes:
        import obstore

        with _storage(self.place):
            return bytes(obstore.get(self.inner, name).bytes())

    def put(self, name: str, data: bytes, *, replace: bool = False) -> bool:
        import obstore
        from obstore.exceptions import AlreadyExistsError

        with _storage(self.place):
            try:
                obstore.put(self.inner, name, data, mode="overwrite" if replace else "create")
            except AlreadyExistsError:
                return False
        return True

    def exists(self, name: str) -> bool:
        import obstore
        from obstore.exceptions import NotFoundError

        with _storage(self.place):
            try:
                obstore.head(self.inner, name)
            except (FileNotFoundError, NotFoundError):
                return False
        return True

    def remove(self, folder: str) -> None:
        # The manifest first, so that what is half removed is no backup any more.
        names = [entry.name for entry in self.names(folder)] or [folder]
        for name in sorted(names, key=lambda name: not name.endswith("manifest.json")):
            self.remove_object(name)

    def remove_object(self, name: str) -> None:
        import obstore

        with _storage(self.place):
            obstore.delete(self.inner, name)

    def free_bytes(self) -> int | None:
        return None

    @contextmanager
    def lock(self, name: str, *, wait: bool) -> Iterator[None]:
        # Object stores have no locks; the one on the source's server keeps a second run out.
        yield


@dataclass(slots=True)
class ObjectDraft:
    """Objects that nobody counts before their manifest is there."""

    store: ObjectStore
    folder: str
    written: list[str] = field(default_factory=list)
    published: bool = False

    @contextmanager
    def part(self, name: str) -> Iterator[Writable]:
        import obstore

        path = f"{self.folder}/{name}"
        self.written.append(path)
        with (
            _storage(self.store.place),
            # An exception in the block ends the upload, which leaves no object.
            obstore.open_writer(
                self.store.inner, path, buffer_size=PART_BYTES, max_concurrency=AT_ONCE
            ) as target,
        ):
            yield target

    def publish(self, name: str, data: bytes) -> None:
        if not self.store.put(f"{self.folder}/{name}", data):
            raise StorageFailed(f"{self.folder} is there already")
        self.published = True


class _Reading:
    """Pieces of a download as something to read from."""

    def __init__(self, pieces: Iterator[Any]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def read(self, size: int, /) -> bytes:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._left = memoryview(bytes(piece))
        found = bytes(self._left[:size])
        self._left = self._left[size:]
        return found


@contextmanager
def _storage(place: str) -> Iterator[None]:
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError) as error:
        raise StorageFailed(
            f"{place}: {_gist(str(error))}", hint="are the address, the credentials and the rights right?"
        ) from None


def _gist(text: str) -> str:
    """Give what the store itself said, else the beginning of the text."""
    told = _TOLD.search(text)
    return ": ".join(filter(None, told.groups())) if told else " ".join(text.split())[:300]
