"""The phases of a restore: definitions, TimescaleDB's catalog, rows, and what is built over rows."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

from dbtool.backup.crypt import Key
from dbtool.backup.errors import RestoreFailed
from dbtool.backup.manifest import Artifact
from dbtool.backup.parts import extract
from dbtool.backup.process import Child, environment
from dbtool.backup.store import Store
from dbtool.backup.toc import Entry, Head, HeadFull, HeadReader, in_memory, listing, shares
from dbtool.backup.tools import Tools
from dbtool.errors import DbtoolError

Say = Callable[[str], None]


class Archive:
    """One dump in the repository, decoded as often as it is read: its plain text is on no disk."""

    def __init__(self, store: Store, folder: str, part: Artifact, key: Key, tools: Tools) -> None:
        self._store = store
        self._folder = folder
        self._part = part
        self._key = key
        self._tools = tools

    def head(self) -> Head:
        """Give the table of contents. Errors: BackupDamaged."""
        reader = HeadReader(self._tools)
        try:
            with suppress(HeadFull):
                extract(self._store, self._folder, self._part, self._key, reader)
            return reader.finish()
        finally:
            reader.close()

    def decode(self) -> None:
        """Let pg_restore read all of it. Errors: BackupDamaged where it is not whole."""
        child = Child(
            [self._tools.path("pg_restore"), "--file=/dev/null"],
            environment=environment(""),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        self._feed(child)

    def _feed(self, child: Child) -> None:
        pipe = child.process.stdin
        assert pipe is not None
        try:
            try:
                extract(self._store, self._folder, self._part, self._key, pipe)
                pipe.close()
            except BrokenPipeError:
                # It had all that it wanted, or failed: its status says which.
                pass
            child.wait()
        finally:
            child.close()

    def definitions(self, url: str, head: Head, entries: Sequence[Entry], section: str, jobs: int) -> None:
        """Restore one section that needs no rows of the archive."""
        parallel = [f"--jobs={jobs}"] if jobs > 1 else []
        with in_memory(head.data) as (archive, path), in_memory(listing(entries)) as (listed, names):
            child = Child(
                [*self._command(url), f"--section={section}", f"--use-list={names}", *parallel, path],
                environment=environment(url),
                pass_fds=(archive, listed),
                failure=RestoreFailed,
            )
            try:
                child.wait()
            finally:
                child.close()

    def rows(self, url: str, entries: Sequence[Entry], more: Sequence[str] = ()) -> None:
        """Restore the rows of these entries; `more` are further options of pg_restore."""
        with in_memory(listing(entries)) as (listed, names):
            child = Child(
                [*self._command(url), "--section=data", f"--use-list={names}", *more],
                environment=environment(url),
                stdin=subprocess.PIPE,
                pass_fds=(listed,),
                failure=RestoreFailed,
            )
            self._feed(child)

    def _command(self, url: str) -> list[str]:
        program = str(self._tools.path("pg_restore"))
        # Given a name, it takes the rest of the connection from the environment.
        name = environment(url)["PGDATABASE"]
        return [program, "--exit-on-error", "--no-password", "--format=custom", f"--dbname={name}"]


def restore_archive(
    archive: Archive,
    url: str,
    head: Head,
    kept: Sequence[Entry],
    weights: Mapping[str, float],
    *,
    parallel: int,
    say: Say,
) -> None:
    """Restore the kept entries in the order that TimescaleDB needs.

    Errors: RestoreFailed with what the server said; BackupDamaged, StorageFailed.
    """
    say("restoring definitions")
    archive.definitions(url, head, kept, "pre-data", 1)
    data = [entry for entry in kept if entry.data]
    if parallel == 1:
        say("restoring rows")
        archive.rows(url, data)
    else:
        first, rest = [e for e in data if e.first], [e for e in data if not e.first]
        if first:
            archive.rows(url, first)
        say(f"restoring rows, {parallel} at a time")
        _side_by_side(
            [partial(archive.rows, url, share) for share in shares(rest, weights, parallel) if share]
        )
    say("restoring indexes, keys and triggers")
    archive.definitions(url, head, kept, "post-data", parallel)


def _side_by_side(works: Sequence[Callable[[], None]]) -> None:
    """Do all, each in a thread that lives as long as its child; raise the first failure."""
    failures: list[BaseException] = []
    guard = threading.Lock()

    def work(one: Callable[[], None]) -> None:
        try:
            one()
        except DbtoolError as error:
            with guard:
                failures.append(error)

    with ThreadPoolExecutor(max(1, len(works))) as pool:
        list(pool.map(work, works))
    if failures:
        raise failures[0]
