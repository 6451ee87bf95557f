"""The stream: read, summed, compressed, encrypted, summed again; and the way back."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from dbtool.backup.crypt import Cipher, Key
from dbtool.backup.errors import BackupDamaged

# Rows of numbers, times and keys get no smaller at 3, which takes twice as long.
LEVEL = 1
PIECE = 1 << 20
TICK_SECONDS = 0.5


class Readable(Protocol):
    """What gives bytes: at most so many, none at its end."""

    def read(self, size: int, /) -> bytes: ...


class Writable(Protocol):
    """What takes bytes."""

    def write(self, data: bytes, /) -> object: ...


@dataclass(frozen=True, slots=True)
class Sums:
    """What went through a stream.

    Shape: `plain` is what was read, `stored` what was written; hexadecimal SHA-256.
    Units: bytes.
    """

    plain_bytes: int
    plain_sha256: str
    stored_bytes: int
    stored_sha256: str


class Pace:
    """Looks at a stream now and then: says how far it is, and holds it back to a rate.

    Units: `rate` is bytes of plain text in a second, 0 for as fast as it goes.
    """

    def __init__(self, tell: Callable[[int], None] | None = None, rate: int = 0) -> None:
        self._tell = tell
        self._rate = rate
        self._started = time.monotonic()
        self._told = self._started

    def passed(self, done: int) -> None:
        now = time.monotonic()
        if self._rate:
            ahead = done / self._rate - (now - self._started)
            if ahead > 0:
                time.sleep(ahead)
        if self._tell and now - self._told >= TICK_SECONDS:
            self._told = now
            self._tell(done)


class Compressor(Protocol):
    """Takes plain text and gives what it becomes, now or later."""

    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


class _AsItIs:
    """Compresses nothing: the source has done it."""

    def compress(self, data: bytes, /) -> bytes:
        return data

    def flush(self) -> bytes:
        return b""


def _zstd(level: int, threads: int) -> Compressor:
    from zstandard import ZstdCompressor

    # Without the checksum of the frame every third flipped bit is decoded as if nothing were.
    return ZstdCompressor(level=level, threads=threads, write_checksum=True).compressobj()


class _Compressing:
    """Reads from a source what a cipher reads from it: compressed, the plain text summed."""

    def __init__(self, source: Readable, compressor: Compressor, pace: Pace) -> None:
        self._source = source
        self._pace = pace
        self._compressor = compressor
        self._left = memoryview(b"")
        self._ended = False
        self.sum = hashlib.sha256()
        self.count = 0
        self.failed: BaseException | None = None

    def read(self, size: int = PIECE) -> bytes:
        try:
            while not self._left and not self._ended:
                self._fill()
        except BaseException as error:
            # A cipher may wrap what it meets here in an error of its own.
            self.failed = error
            raise
        found = bytes(self._left[:size])
        self._left = self._left[size:]
        return found

    def _fill(self) -> None:
        piece = self._source.read(PIECE)
        if piece:
            self.sum.update(piece)
            self.count += len(piece)
            self._left = memoryview(self._compressor.compress(piece))
            self._pace.passed(self.count)
        else:
            self._left = memoryview(self._compressor.flush())
            self._ended = True


class _Failing:
    """Writes to a target and keeps its failure, which a cipher may wrap in an error of its own."""

    def __init__(self, target: Writable) -> None:
        self._target = target
        self.failed: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            self._target.write(data)
        except BaseException as error:
            self.failed = error
            raise
        return len(data)

    def flush(self) -> None:
        """A cipher flushes at its end; the target is closed by who opened it."""


class _Summing(_Failing):
    """Writes to a target and sums what was written."""

    def __init__(self, target: Writable) -> None:
        super().__init__(target)
        self.sum = hashlib.sha256()
        self.count = 0

    def write(self, data: bytes) -> int:
        super().write(data)
        self.sum.update(data)
        self.count += len(data)
        return len(data)


def encode(
    source: Readable,
    target: Writable,
    cipher: Cipher,
    *,
    level: int = LEVEL,
    threads: int = 0,
    packed: bool = False,
    pace: Pace | None = None,
) -> Sums:
    """Pass the source through to the target, compressed and encrypted, and give the sums.

    Shape:  what is `packed` is compressed already, and only encrypted.
    Errors: whatever source or target raise, as they raise it; BackupFailed from the cipher.
    """
    reader = _Compressing(source, _AsItIs() if packed else _zstd(level, threads), pace or Pace())
    writer = _Summing(target)
    try:
        cipher.encrypt(reader, writer)
    except BaseException as error:
        cause = reader.failed or writer.failed
        if cause is None or cause is error:
            raise
        raise cause from None
    return Sums(reader.count, reader.sum.hexdigest(), writer.count, writer.sum.hexdigest())


def decode(source: Readable, target: Writable, key: Key, *, packed: bool = False) -> Sums:
    """Pass a stored stream back to its plain text, and give the sums of what went through.

    Shape:  what was `packed` before it came here is only decrypted.
    Errors: BackupDamaged where it cannot be decoded; whatever source or target raise, as they raise it.
    """
    from zstandard import ZstdDecompressor, ZstdError

    reader, plain = _Summed(source), _Summing(target)
    unpacked = _Failing(
        plain if packed else ZstdDecompressor().stream_writer(plain, write_size=PIECE, closefd=False)  # type: ignore[arg-type]  # needs write alone
    )
    try:
        key.decrypt(reader, unpacked)
    except BaseException as error:
        cause = reader.failed or plain.failed or unpacked.failed or error
        if isinstance(cause, ZstdError):
            raise BackupDamaged(f"the stream cannot be decompressed: {cause}") from None
        if cause is error:
            raise
        raise cause from None
    return Sums(plain.count, plain.sum.hexdigest(), reader.count, reader.sum.hexdigest())


class _Summed:
    """Reads from a source and sums what was read."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self.sum = hashlib.sha256()
        self.count = 0
        self.failed: BaseException | None = None

    def read(self, size: int = PIECE) -> bytes:
        try:
            piece = bytes(self._source.read(PIECE if size is None or size < 0 else size))
        except BaseException as error:
            self.failed = error
            raise
        self.sum.update(piece)
        self.count += len(piece)
        return piece
