"""The keeper of one throw-away cluster: initdb, run, and leave nothing behind when its owner is gone.

It runs as a process of its own, by path, with the standard library only. Its stdin is a lifeline: at end of
file, which also a SIGKILL of the owner brings, the server is stopped and the folder removed. The server dies
with the keeper (PR_SET_PDEATHSIG). stdout carries one line: `ready`, or `failed` with the reason on stderr.
It inherits a descriptor with a lock on the folder: an unlocked folder has no keeper (see `cluster.sweep`).
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
TICK_SECONDS = 0.02
START_TIMEOUT_SECONDS = 60
STOP_TIMEOUT_SECONDS = 10
LIBC = ctypes.CDLL(None)


class CannotStart(Exception):
    """The server did not come up; the text is what initdb or the log said."""


class Asked(Exception):
    """A signal asked the keeper to end."""


def die_with_parent() -> None:
    # Runs after setuid in the child: a change of user would clear the setting.
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT, 0, 0, 0)


def spawn(argv: list[str], account: dict[str, Any], **how: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(argv, preexec_fn=die_with_parent, stdin=subprocess.DEVNULL, **account, **how)


def owner_gone(seconds: float) -> bool:
    """Wait up to `seconds` for the lifeline's end."""
    readable, _, _ = select.select([0], [], [], seconds)
    return bool(readable) and os.read(0, 1) == b""


def initialise(folder: Path, spec: dict[str, Any]) -> None:
    initdb = spawn(spec["initdb"], spec["account"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said, _ = initdb.communicate()
    if initdb.returncode:
        raise CannotStart(said.decode(errors="replace"))
    (folder / "password").unlink()
    with (folder / "data" / "postgresql.conf").open("a") as conf:
        conf.write(spec["settings"])


def wait_ready(folder: Path, server: subprocess.Popen[bytes]) -> None:
    """Wait for the status line of postmaster.pid, as pg_ctl does; end early if the owner goes."""
    status = folder / "data" / "postmaster.pid"
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise CannotStart((folder / "log").read_text(errors="replace"))
        if status.exists() and status.read_text().rstrip().endswith("ready"):
            return
        if owner_gone(TICK_SECONDS):
            raise Asked
    raise CannotStart(f"not ready within {START_TIMEOUT_SECONDS} s")


def stop(server: subprocess.Popen[bytes] | None) -> None:
    if server is None or server.poll() is not None:
        return
    for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        server.send_signal(request)
        try:
            server.wait(STOP_TIMEOUT_SECONDS)
            return
        except subprocess.TimeoutExpired:
            continue


def on_signal(_number: int, _frame: object) -> None:
    raise Asked


def main(folder: Path) -> int:
    spec = json.loads((folder / "spec.json").read_text())
    server = None
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, on_signal)
    try:
        initialise(folder, spec)
        with (folder / "log").open("wb") as log:
            server = spawn(spec["postgres"], spec["account"], stdout=log, stderr=log)
        wait_ready(folder, server)
        print("ready", flush=True)
        while server.poll() is None and not owner_gone(1):
            pass
    except Asked:
        pass
    except (CannotStart, OSError) as error:
        print(error, file=sys.stderr, flush=True)
        print("failed", flush=True)
        return 1
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        stop(server)
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
