"""WAL into the repository and out of it: nothing lost, nothing overwritten, each file whole or not there."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from dbtool.backup.codec import decode, encode
from dbtool.backup.crypt import SUFFIX, Cipher, Key
from dbtool.backup.errors import BackupDamaged, PreflightRefused, StorageFailed
from dbtool.backup.modules import COMPRESSION, need
from dbtool.backup.repository import WAL
from dbtool.backup.store import Store
from dbtool.backup.wal_names import ARCHIVED, SEGMENT, header_of, timeline_of
from dbtool.errors import WrongUsage

ABOUT = "archive.json"
SUM = 64


@dataclass(frozen=True, slots=True)
class Archived:
    """One file of the archive.

    Shape: `name` is PostgreSQL's, `sha256` of its plain text, `place` its full name in the repository.
    """

    name: str
    sha256: str
    place: str
    bytes: int

    @property
    def scheme(self) -> str:
        return next((s for s, end in SUFFIX.items() if end and self.place.endswith(end)), "none")


class ArchiveConflict(PreflightRefused):
    """The archive holds something else under that name."""

    code = "archive-conflict"


def push(store: Store, folder: str, path: Path, cipher: Cipher) -> bool:
    """Put one file of WAL into the archive; False where it is there already, byte for byte.

    Errors: ArchiveConflict where another file has the name, or the segment is another server's or another
            timeline's; StorageFailed. The server keeps the file and asks again.
    """
    need(COMPRESSION)
    name = path.name
    if not ARCHIVED.fullmatch(name):
        raise WrongUsage(f"{name} is no name of a WAL file", hint="archive_command passes %p")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StorageFailed(f"{path}: {error.strerror}") from None
    if SEGMENT.fullmatch(name):
        _own(store, folder, name, data)
    digest = hashlib.sha256(data).hexdigest()
    if _there(store, folder, name, digest):
        return False
    packed = BytesIO()
    encode(BytesIO(data), packed, cipher, level=1)
    place = f"{_folder(folder, name)}/{name}-{digest}.zst{SUFFIX[cipher.scheme]}"
    store.put(place, packed.getvalue())
    # Two servers that believe to be the same may have pushed at once.
    _there(store, folder, name, digest)
    return True


def fetch(store: Store, folder: str, name: str, target: Path, key_of: Callable[[str], Key]) -> bool:
    """Write a file of the archive to `target`, whole; False where the archive has none of that name.

    `key_of` gives the key for a scheme. Errors: BackupDamaged, StorageFailed.
    """
    found = next(iter(_named(store, folder, name)), None)
    if found is None:
        return False
    key = key_of(found.scheme)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file, store.open(found.place) as source:
            sums = decode(source, file, key)
            file.flush()
            os.fsync(file.fileno())
        if sums.plain_sha256 != found.sha256:
            raise BackupDamaged(f"{found.place} decodes to something else than was archived")
        beside.replace(target)
    except OSError as error:
        raise StorageFailed(f"{target}: {error.strerror or error}") from None
    finally:
        beside.unlink(missing_ok=True)
    return True


def archived(store: Store, folder: str) -> Iterator[Archived]:
    """Give everything in the archive, by name."""
    for entry in store.names(f"{WAL}/{folder}"):
        found = _parsed(entry.name, entry.size)
        if found:
            yield found


def segment_bytes(store: Store, folder: str) -> int | None:
    """Give the size of a segment as the archive knows it, None where there is no archive."""
    about = _about(store, folder)
    return int(about["segment_bytes"]) if about else None


def remove_before(store: Store, folder: str, first: str) -> int:
    """Remove segments that no base backup needs any more: those before `first` by position."""
    count = 0
    for each in list(archived(store, folder)):
        if SEGMENT.match(each.name) and each.name[8:24] < first[8:24]:
            store.remove(each.place)
            count += 1
    return count


def _own(store: Store, folder: str, name: str, data: bytes) -> None:
    """Refuse a segment of another server or another timeline than the archive's and the name's."""
    header = header_of(data, name)
    if header.timeline > timeline_of(name):
        raise ArchiveConflict(f"{name} is of timeline {header.timeline}")
    about = {"system_identifier": str(header.system), "segment_bytes": header.segment_bytes}
    place = f"{WAL}/{folder}/{ABOUT}"
    known = _about(store, folder)
    if known is None and store.put(place, json.dumps(about).encode()):
        return
    known = known or _about(store, folder)
    if known != about:
        raise ArchiveConflict(
            f"{name} is of the server {header.system}, and the archive in {store.place}/{folder} of another",
            hint="each server has an archive of its own: name another repository or database",
        )


def _about(store: Store, folder: str) -> dict[str, Any] | None:
    place = f"{WAL}/{folder}/{ABOUT}"
    if not store.exists(place):
        return None
    found: dict[str, Any] = json.loads(store.read(place))
    return found


def _there(store: Store, folder: str, name: str, digest: str) -> bool:
    found = {each.sha256 for each in _named(store, folder, name)}
    if found - {digest}:
        raise ArchiveConflict(
            f"the archive holds another {name}",
            hint="two servers write to one archive, or a copy of this one was started with archive_mode on",
        )
    return digest in found


def _named(store: Store, folder: str, name: str) -> Iterator[Archived]:
    for entry in store.names(_folder(folder, name)):
        found = _parsed(entry.name, entry.size)
        if found and found.name == name:
            yield found


def _folder(folder: str, name: str) -> str:
    # Some thousand files in a folder at most, so that asking for one of them stays quick.
    return f"{WAL}/{folder}/{name[:16] if SEGMENT.match(name) else name[:8]}"


def _parsed(place: str, size: int) -> Archived | None:
    name, _, rest = place.rpartition("/")[2].rpartition("-")
    digest = rest.partition(".")[0]
    if not ARCHIVED.fullmatch(name) or len(digest) != SUM:
        return None
    return Archived(name, digest, place, size)
