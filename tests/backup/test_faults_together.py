"""Two runs at once, and locks of the dead; secrets that show nowhere; modes of files."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from dbtool.backup.errors import RepositoryLocked
from dbtool.backup.lock import only_one
from dbtool.backup.store import open_store
from tests.backup.support import MARKER, PASSWORD_WORD, SLOW_RATE, Bench
from tests.backup.victims import child_named, children

HOLD = """
import sys, time
from dbtool.backup.lock import only_one
from dbtool.backup.store import open_store
with only_one(open_store(sys.argv[1], create=True), sys.argv[2], sys.argv[3] or None):
    print("held", flush=True)
    time.sleep(600)
"""


def _holder(folder: Path, name: str, url: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), name, url], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.parametrize("hosts", ["one", "two"])
def test_second_run_is_refused_and_a_dead_ones_lock_is_free(bench: Bench, tmp_path: Path, hosts: str) -> None:
    elsewhere = bench.folder if hosts == "one" else tmp_path / "another"
    holder = _holder(elsewhere, bench.name, bench.url)
    try:
        with pytest.raises(RepositoryLocked):
            bench.create()
        done = bench.run("backup", bench.name, "--url", bench.url, "--to", str(bench.folder))
        assert done.returncode == 1
        assert "another dbtool" in done.stderr
    finally:
        holder.kill()
        holder.communicate()
    deadline = time.monotonic() + 10
    while True:
        try:
            bench.create()
            break
        except RepositoryLocked:
            # The server notices the end of a killed client within a moment.
            assert time.monotonic() < deadline
            time.sleep(0.2)
    bench.assert_whole(1)


def test_other_databases_are_not_locked(bench: Bench) -> None:
    store = open_store(str(bench.folder), create=True)
    with only_one(store, "another", None):
        bench.create()


def test_no_secret_in_any_command_line_or_output(bench: Bench) -> None:
    secret = bench.identity.read_text().splitlines()[-1]
    words = [word.encode() for word in (PASSWORD_WORD, secret, MARKER)]
    seen: list[bytes] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            # Ours alone: what others run on this machine is theirs.
            waiting = children(os.getpid())
            while waiting:
                pid = waiting.pop()
                waiting += children(pid)
                try:
                    seen.append(Path(f"/proc/{pid}/cmdline").read_bytes())
                except OSError:
                    continue
            time.sleep(0.02)

    environment = {**bench.environment(), "PGPASSWORD": "postgres", "DBTOOL_DEBUG": "1"}
    url = bench.url.replace(":postgres@", "@")
    into = f"{bench.name}_seen"
    bench.made.append(into)
    place = ["--from", str(bench.folder)]
    commands = [
        ["backup", "create", bench.name, "--url", url, *place, "--rate-limit", str(SLOW_RATE)],
        ["backup", "verify", bench.name, *place],
        ["restore", bench.name, "--url", url, *place, "--into", into],
        ["backup", "list", *place, "--format", "json"],
        ["backup", "verify", bench.name, *place, "--identity", str(bench.folder / "none")],
    ]
    thread = threading.Thread(target=look)
    thread.start()
    said = []
    try:
        for command in commands:
            done = subprocess.run(
                [sys.executable, "-m", "dbtool", *command],
                capture_output=True,
                check=False,
                env=environment,
                umask=0,
            )
            said += [done.stdout, done.stderr]
            expected = 2 if command is commands[-1] else 0
            assert done.returncode == expected, done.stderr.decode()
    finally:
        stop.set()
        thread.join()
    mine = [line for line in seen if b"pg_dump" in line or b"pg_restore" in line or b"dbtool" in line]
    assert any(b"pg_dump" in line for line in mine)
    for word in words:
        assert not any(word in line for line in mine)
        assert not any(word in text for text in said)
    for path in bench.folder.rglob("*"):
        assert not any(word in path.read_bytes() for word in words if path.is_file())
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), f"{path}: {mode:o}"
    assert stat.S_IMODE(bench.folder.stat().st_mode) == 0o700


def test_no_plain_text_on_the_disk_meanwhile(bench: Bench) -> None:
    """Whatever file a run has open for writing while it dumps holds no row."""
    process = bench.start(
        "backup", bench.name, "--url", bench.url, "--to", str(bench.folder), "--rate-limit", str(SLOW_RATE)
    )
    child_named(process.pid, "pg_dump", word="--snapshot")
    found = []
    while process.poll() is None:
        for link in Path(f"/proc/{process.pid}/fd").glob("*"):
            try:
                target = os.readlink(link)
                if target.startswith("/") and os.path.isfile(target) and "/dev/" not in target:
                    found.append(target)
                    assert MARKER.encode() not in Path(target).read_bytes()
            except OSError:
                continue
        time.sleep(0.05)
    process.communicate()
    assert any("dump.zst.age" in name for name in found)
