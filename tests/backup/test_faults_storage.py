"""A disk that is full, a store that breaks off: nothing is published."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dbtool.backup.errors import PreflightRefused, StorageFailed
from dbtool.backup.repository import backups, folder_of
from dbtool.backup.store import open_store
from tests.backup.failing import Failing
from tests.backup.support import Bench

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
        # A module compiled under the limit would be cut short, and fail every run after this one.
        env={**bench.environment(), "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=limited,
    )
    assert done.returncode == 1
    assert "File too large" in done.stderr
    bench.assert_nothing_left()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 300 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k,mode=0700", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("a small file system cannot be mounted here: there is no mount")
    if done.returncode:
        pytest.skip(f"a small file system cannot be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_disk_that_is_really_full_holds_nothing_and_then_a_whole_backup(
    bench: Bench, small_disk: Path
) -> None:
    bench.folder = small_disk / "repository"
    bench.execute(
        "CREATE TABLE noise AS SELECT i, md5(i::text || random()) AS n FROM generate_series(1, 40000) AS i"
    )
    words = ("backup", bench.name, "--url", bench.url, "--to", str(bench.folder))
    for _ in range(2):
        done = bench.run(*words)
        assert (done.returncode, "No space left on device" in done.stderr) == (1, True), done.stderr
        bench.assert_nothing_left()
        assert bench.run("backup", "list", bench.name, "--from", str(bench.folder)).returncode == 0
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    assert bench.run(*words).returncode == 0
    bench.assert_whole(1)
    # The next one would not fit, which is known before it begins.
    room = bench.last().manifest
    assert room is not None
    subprocess.run(
        ["mount", "-o", f"remount,size={int(room.size * 1.5) // 1024}k", str(small_disk)], check=True
    )
    refused = bench.run(*words)
    assert (refused.returncode, "bytes left" in refused.stderr) == (1, True), refused.stderr
    bench.assert_whole(1)


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
