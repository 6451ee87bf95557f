"""An archive's table of contents: read from the head of the stream, and the entries of each phase."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from dbtool.backup.errors import BackupDamaged
from dbtool.backup.process import Child, plain_environment
from dbtool.backup.tools import Tools

_ENTRY = re.compile(r"(\d+); \d+ \d+ (.*)")
_WORDS = re.compile(r"[A-Z]+(?: [A-Z]+)*")
# TimescaleDB's own tables refer to each other, and chunks to them: they come first
# (timescale/timescaledb#698).
FIRST = ("_timescaledb_catalog", "_timescaledb_config", "_timescaledb_internal bgw", "_timescaledb_cache")
DATA = ("TABLE DATA", "SEQUENCE SET", "BLOBS", "BLOB", "LARGE OBJECT", "STATISTICS DATA")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, as `pg_restore --list` prints it: `what` is `TABLE DATA public orders owner`."""

    line: str
    what: str

    @property
    def rows(self) -> bool:
        """Whether it carries rows."""
        return self.what.startswith("TABLE DATA ")

    @property
    def data(self) -> bool:
        return self.what.startswith(DATA)

    @property
    def first(self) -> bool:
        """Whether it belongs to TimescaleDB's own catalog."""
        return self.data and any(f" {place}" in self.what for place in FIRST)


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of an archive, with all definitions and no rows beyond it."""

    data: bytes
    entries: tuple[Entry, ...]


class HeadFull(Exception):
    """Enough of the archive was read."""


class HeadReader:
    """Takes the decoded archive from its beginning, until pg_restore has seen the table of contents."""

    def __init__(self, tools: Tools) -> None:
        # Not a pipe: nobody reads while the archive is written, and a long list would stop both.
        self._list = os.fdopen(os.memfd_create("dbtool", os.MFD_CLOEXEC), "w+b")
        self._child = Child(
            [tools.path("pg_restore"), "--list"],
            environment=plain_environment(),
            stdin=subprocess.PIPE,
            stdout=self._list,
            failure=BackupDamaged,
        )
        self._kept = bytearray()

    def write(self, data: bytes) -> int:
        """Take bytes. Errors: HeadFull when there are enough."""
        self._kept += data
        assert self._child.process.stdin is not None
        try:
            self._child.process.stdin.write(data)
        except BrokenPipeError:
            raise HeadFull from None
        return len(data)

    def finish(self) -> Head:
        """Give the head. Errors: BackupDamaged where there is no table of contents."""
        pipe = self._child.process.stdin
        assert pipe is not None
        with suppress(BrokenPipeError):
            pipe.close()
        self._child.wait()
        self._list.seek(0)
        text = self._list.read().decode()
        return Head(bytes(self._kept), tuple(_entries(text)))

    def close(self) -> None:
        self._child.close()
        self._list.close()


@contextmanager
def in_memory(data: bytes) -> Iterator[tuple[int, str]]:
    """Give a file of these bytes that is on no disk: its descriptor, and its path for a child that has it."""
    descriptor = os.memfd_create("dbtool", os.MFD_CLOEXEC)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        yield descriptor, f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)


def listing(entries: Iterable[Entry]) -> bytes:
    """Give the file for `pg_restore --use-list`."""
    return "".join(f"{entry.line}\n" for entry in entries).encode()


def of_tables(
    entries: Sequence[Entry], chosen: Iterable[tuple[str, str]], others: Iterable[tuple[str, str]]
) -> set[str]:
    """Give the lines of entries with rows of the chosen tables.

    `others` are tables that are not chosen, whose names could begin like those of chosen ones.
    """
    wanted = set(chosen)
    known: Mapping[str, bool] = {
        f"TABLE DATA {schema} {name} ": (schema, name) in wanted for schema, name in {*wanted, *others}
    }
    found = set()
    for entry in entries:
        # A name may hold spaces: the longest that fits is the entry's.
        fitting = max((prefix for prefix in known if entry.what.startswith(prefix)), key=len, default="")
        if fitting and known[fitting]:
            found.add(entry.line)
    return found


def shares(entries: Sequence[Entry], weights: Mapping[str, float], count: int) -> list[list[Entry]]:
    """Give the entries in so many lists of about equal weight, each in the archive's order."""
    loads = [0.0] * count
    place: dict[str, int] = {}
    for entry in sorted(entries, key=lambda each: -weights.get(each.line, 0.0)):
        lightest = loads.index(min(loads))
        loads[lightest] += weights.get(entry.line, 0.0) + 1e-6
        place[entry.line] = lightest
    return [[entry for entry in entries if place[entry.line] == number] for number in range(count)]


def _entries(text: str) -> Iterator[Entry]:
    for line in text.splitlines():
        found = _ENTRY.fullmatch(line)
        if found:
            yield Entry(line, found[2])
