"""The parts of a backup: streams into a draft, and back out of the repository."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO

from dbtool.backup.codec import LEVEL, PIECE, Pace, Readable, Writable, decode, encode
from dbtool.backup.crypt import SUFFIX, Cipher, Clear, Key
from dbtool.backup.errors import BackupDamaged
from dbtool.backup.manifest import ARCHIVE, ZSTD, Artifact
from dbtool.backup.modules import COMPRESSION, need
from dbtool.backup.process import Child
from dbtool.backup.store import Draft, Store


@dataclass(slots=True)
class Writing:
    """Writes parts into a draft and remembers them for the manifest."""

    draft: Draft
    cipher: Cipher
    level: int = LEVEL
    threads: int = 0
    parts: list[Artifact] = field(default_factory=list)

    def add(
        self,
        name: str,
        role: str,
        source: Readable,
        *,
        table: str | None = None,
        columns: tuple[str, ...] = (),
        pace: Pace | None = None,
        clear: bool = False,
        packed: bool = False,
    ) -> Artifact:
        """Write one part.

        `clear` is for what holds nothing to hide and must be read without a key, `packed` for what the
        source has compressed.
        """
        cipher = Clear() if clear else self.cipher
        full = f"{name}{'' if packed else '.zst'}{SUFFIX[cipher.scheme]}"
        with self.draft.part(full) as target:
            sums = encode(
                source, target, cipher, level=self.level, threads=self.threads, packed=packed, pace=pace
            )
        part = Artifact(
            name=full,
            role=role,
            bytes=sums.stored_bytes,
            sha256=sums.stored_sha256,
            plain_bytes=sums.plain_bytes,
            plain_sha256=sums.plain_sha256,
            compression=ARCHIVE if packed else ZSTD,
            encryption=cipher.scheme,
            table=table,
            columns=columns,
        )
        self.parts.append(part)
        return part


class FromChild:
    """Reads what a program writes; at its end the program must have ended well."""

    def __init__(self, child: Child) -> None:
        assert child.process.stdout is not None
        self._child = child
        self._pipe: IO[bytes] = child.process.stdout

    def read(self, size: int, /) -> bytes:
        """Give bytes. Errors: the child's failure, so that a stream cut short never ends like a whole one."""
        piece = self._pipe.read1(size)  # type: ignore[attr-defined]  # Popen's pipe is a BufferedReader
        if not piece:
            self._child.wait()
        return bytes(piece)


def check_sum(store: Store, folder: str, part: Artifact) -> None:
    """Read a part as it is stored, without any key. Errors: BackupDamaged, StorageFailed."""
    digest, count = hashlib.sha256(), 0
    with store.open(f"{folder}/{part.name}") as source:
        while piece := source.read(PIECE):
            digest.update(piece)
            count += len(piece)
    if count != part.bytes or digest.hexdigest() != part.sha256:
        raise BackupDamaged(f"{folder}/{part.name} is not what was written: its checksum differs")


def extract(store: Store, folder: str, part: Artifact, key: Key, target: Writable) -> None:
    """Decode a part into the target. Errors: BackupDamaged for what was not written so; StorageFailed."""
    need(COMPRESSION)
    with store.open(f"{folder}/{part.name}") as source:
        sums = decode(source, target, Clear() if part.encryption == "none" else key, packed=part.packed)
    if (sums.plain_bytes, sums.plain_sha256) != (part.plain_bytes, part.plain_sha256):
        raise BackupDamaged(f"{folder}/{part.name} decodes to something else than was written")


def extracted(store: Store, folder: str, part: Artifact, key: Key) -> bytes:
    """Give a small part decoded. Errors: as `extract`."""
    target = BytesIO()
    extract(store, folder, part, key, target)
    return target.getvalue()
