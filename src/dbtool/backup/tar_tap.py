"""One file out of a tar stream that goes by."""

from __future__ import annotations

from dbtool.backup.codec import Readable

BLOCK = 512
NAME, SIZE = slice(0, 100), slice(124, 136)


class TarTap:
    """Gives a tar stream on as it is, and keeps the file of one name that was in it."""

    def __init__(self, source: Readable, name: str) -> None:
        self._source = source
        self._name = name.encode()
        self._header = bytearray()
        self._left = 0  # of the current file
        self._padding = 0
        self._wanted = False
        self.found = bytearray()

    def read(self, size: int, /) -> bytes:
        piece = self._source.read(size)
        view = memoryview(piece)
        while view:
            view = view[self._take(view) :]
        return piece

    def _take(self, view: memoryview) -> int:
        """Take what belongs together and give how much it was."""
        if self._left:
            count = min(self._left, len(view))
            if self._wanted:
                self.found += view[:count]
            self._left -= count
        elif self._padding:
            count = min(self._padding, len(view))
            self._padding -= count
        else:
            count = min(BLOCK - len(self._header), len(view))
            self._header += view[:count]
            if len(self._header) == BLOCK:
                self._begin(bytes(self._header))
                self._header.clear()
        return count

    def _begin(self, header: bytes) -> None:
        size = header[SIZE]
        # Sizes from 8 GiB on are binary, marked by their first bit.
        large = bool(size[0] & 0x80)
        digits = size.rstrip(b"\0 ") or b"0"
        self._left = int.from_bytes(size[1:], "big") if large else int(digits, 8)
        self._padding = -self._left % BLOCK
        self._wanted = header[NAME].rstrip(b"\0") == self._name
