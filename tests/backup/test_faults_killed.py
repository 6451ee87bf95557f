"""Whoever is killed, whenever: nothing of the run can be seen or lives on, and the next one works.

DBTOOL_BACKUP_FAULTS says how often each is killed; a few times unless said, fifty by `make faults`.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dbtool.backup.crypt import key_for
from dbtool.backup.errors import BackupFailed, PreflightRefused
from dbtool.backup.restore import restore
from dbtool.backup.restore_request import RestoreRequest
from dbtool.backup.verify import VerifyRequest, verify
from dbtool.errors import DbtoolError
from dbtool.execute.progress import Silent
from tests.backup.support import FAULTS, SLOW_RATE, Bench
from tests.backup.victims import child_named, children, gone, kill

CREATE = ("backup", "create")
# What zstd takes seconds for at its highest usual level.
LARGE = (
    "CREATE TABLE large AS SELECT md5(i::text) || md5((-i)::text) AS t FROM generate_series(1, 150000) AS i"
)
PACKED = 19


def _slowed(bench: Bench, number: int) -> dict[str, Any]:
    """Give what makes a backup slow: every second time pg_dump has to compress much, else there is a rate."""
    if number % 2 == 0:
        return {"rate": SLOW_RATE}
    bench.execute(LARGE)
    return {"level": PACKED}


def _later(seconds: float, work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        time.sleep(seconds)
        work()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("number", range(FAULTS))
def test_killed_pg_dump_publishes_nothing(bench: Bench, number: int) -> None:
    chance, slow = random.Random(f"pg_dump {number}"), _slowed(bench, number)
    victim: list[int] = []

    def strike() -> None:
        victim.append(child_named(os.getpid(), "pg_dump", word="--snapshot"))
        time.sleep(chance.uniform(0, 0.6))
        kill(victim[0])

    thread = _later(0, strike)
    try:
        with pytest.raises(BackupFailed, match="pg_dump was ended by signal 9"):
            bench.create(**slow)
    finally:
        thread.join()
    assert gone(victim[0])
    bench.assert_nothing_left()
    bench.create()
    bench.assert_whole(1)


@pytest.mark.parametrize("number", range(FAULTS))
def test_killed_dbtool_leaves_no_child_and_no_backup(bench: Bench, number: int) -> None:
    chance = random.Random(f"dbtool {number}")
    (slow,) = _slowed(bench, number).items()
    option = {"rate": "--rate-limit", "level": "--level"}[slow[0]]
    place = ("--url", bench.url, "--to", str(bench.folder))
    process = bench.start(*CREATE, bench.name, *place, option, str(slow[1]))
    child_named(process.pid, "pg_dump", word="--snapshot")
    time.sleep(chance.uniform(0, 0.6))
    alive = children(process.pid)
    process.kill()
    process.communicate()
    assert all(gone(child) for child in alive)
    assert bench.backups() == []
    (left,) = [path.name for path in (bench.folder / bench.name).iterdir() if path.is_dir()] or [".tmp-"]
    assert left.startswith(".tmp-")
    bench.create()
    bench.assert_whole(1)


@pytest.mark.parametrize("number", range(FAULTS))
def test_killed_backend_fails_the_run(bench: Bench, number: int) -> None:
    chance, slow = random.Random(f"backend {number}"), _slowed(bench, number)
    stop = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND backend_xmin IS NOT NULL
    """

    def strike() -> None:
        child_named(os.getpid(), "pg_dump", word="--snapshot")
        time.sleep(0.1 + chance.uniform(0, 0.5))
        with psycopg.connect(bench.at("postgres"), autocommit=True) as connection:
            connection.execute(stop.encode(), [bench.name])

    thread = _later(0, strike)
    try:
        with pytest.raises((DbtoolError, psycopg.OperationalError)):
            bench.create(**slow)
    finally:
        thread.join()
    bench.assert_nothing_left()
    bench.create()
    bench.assert_whole(1)


@pytest.fixture
def gpg_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A key in a keyring of its own, which nobody has signed."""
    if shutil.which("gpg") is None:
        pytest.skip("there is no gpg here")
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    made = ["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "backup@test", "default"]
    subprocess.run([*made, "default", "never"], check=True, capture_output=True)
    listed = subprocess.run(
        ["gpg", "--batch", "--list-keys", "--with-colons"], check=True, capture_output=True, text=True
    ).stdout
    found = next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr"))
    yield found
    subprocess.run(["gpgconf", "--kill", "all"], check=False, capture_output=True)


def test_gpg_backup_restores(bench: Bench, gpg_key: str) -> None:
    bench.create(scheme="gpg", recipients=(gpg_key,))
    into = f"{bench.name}_back"
    bench.made.append(into)
    request = RestoreRequest(into=into)
    done = restore(bench.store, bench.last(), key_for("gpg", None), bench.url, request, Silent())
    assert done.comparison.differences == ()


def test_wrong_passphrase_of_gpg_reads_nothing(bench: Bench, gpg_key: str) -> None:
    """The key is there, and locked by a passphrase that nobody types."""
    bench.create(scheme="gpg", recipients=(gpg_key,))
    change = ["gpg", "--batch", "--yes", "--pinentry-mode", "loopback", "--command-fd", "0"]
    subprocess.run(
        [*change, "--passwd", gpg_key], input="right\nright\n", text=True, check=True, capture_output=True
    )
    subprocess.run(["gpgconf", "--kill", "all"], check=True, capture_output=True)
    found = bench.last()
    with pytest.raises(PreflightRefused, match="gpg has no secret key"):
        verify(bench.store, found, key_for("gpg", None), VerifyRequest(level="decode"), Silent())
    into = RestoreRequest(into=f"{bench.name}_back")
    with pytest.raises(PreflightRefused, match="gpg has no secret key"):
        restore(bench.store, found, key_for("gpg", None), bench.url, into, Silent())
    # It could not be looked at, which says nothing against it.
    assert bench.last().broken == ""
    there = f"SELECT count(*) FROM pg_database WHERE datname = '{bench.name}_back'"
    assert bench.execute(there, "postgres") == [(0,)]


@pytest.mark.parametrize("number", range(FAULTS))
def test_killed_gpg_publishes_nothing(bench: Bench, gpg_key: str, number: int) -> None:
    chance = random.Random(f"gpg {number}")

    def strike() -> None:
        child_named(os.getpid(), "pg_dump", word="--snapshot")
        time.sleep(chance.uniform(0, 0.4))
        kill(child_named(os.getpid(), "gpg", word="--encrypt"))

    thread = _later(0, strike)
    try:
        with pytest.raises(BackupFailed, match="gpg"):
            bench.create(scheme="gpg", recipients=(gpg_key,), rate=SLOW_RATE)
    finally:
        thread.join()
    bench.assert_nothing_left()
