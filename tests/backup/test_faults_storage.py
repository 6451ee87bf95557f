"""A disk that is full, a store that breaks off: nothing is published."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from typing import Any

import pytest

from dbtool.backup.errors import PreflightRefused, StorageFailed
from dbtool.backup.repository import backups, folder_of
from dbtool.backup.store import open_store
from tests.backup.support import Bench, Failing

# Somewhere in the dump, in the detail, in the manifest; the whole has about 25 kB.
AFTER = (0, 300, 10_000, 20_000)


def _full() -> Exception:
    return OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("after", AFTER)
def test_full_disk_while_writing_publishes_nothing(bench: Bench, after: int) -> None:
    with pytest.raises((StorageFailed, OSError)):
        bench.create(store=Failing(bench.store, after, _full))
    bench.assert_nothing_left()
    bench.create()
    bench.assert_whole(1)


def test_file_limit_of_the_system_is_a_failure_with_its_reason(bench: Bench) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))

    done = subprocess.run(
        [sys.executable, "-m", "dbtool", "backup", bench.name, "--url", bench.url, "--to", str(bench.folder)],
        capture_output=True,
        text=True,
        check=False,
        env=bench.environment(),
        preexec_fn=limited,
    )
    assert done.returncode == 1
    assert "File too large" in done.stderr
    bench.assert_nothing_left()


def test_failing_fsync_publishes_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    store, real = bench.store, os.fsync
    calls: list[int] = []

    def fail(descriptor: int) -> None:
        calls.append(descriptor)
        # The record of the run, its folder, and then the dump.
        if len(calls) > 4:
            raise _full()
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StorageFailed, match="No space left"):
        bench.create(store=store)
    monkeypatch.undo()
    bench.assert_nothing_left()
    bench.create()
    bench.assert_whole(1)


@pytest.mark.parametrize("after", AFTER)
def test_object_store_that_breaks_off_holds_no_object(bench: Bench, after: int) -> None:
    inner = open_store(f"memory://{bench.name}-{after}")
    with pytest.raises(StorageFailed, match="503 Slow Down"):
        bench.create(store=Failing(inner, after, lambda: ConnectionError("503 Slow Down")))
    assert {entry.name.rpartition("/")[2] for entry in inner.names()} <= {"last-run.json"}
    bench.create(store=inner)
    assert [each.broken for each in backups(inner, folder_of(bench.name))] == [""]


def test_too_little_room_is_found_before_the_dump(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    made = bench.create()
    store: Any = bench.store
    monkeypatch.setattr(type(store), "free_bytes", lambda _store: made.size)
    with pytest.raises(PreflightRefused, match="bytes left"):
        bench.create(store=store)
    assert len(bench.backups()) == 1


def test_manifest_is_written_once(bench: Bench) -> None:
    store = bench.store
    assert store.put("x/manifest.json", b"1")
    assert not store.put("x/manifest.json", b"2")
    assert store.read("x/manifest.json") == b"1"
