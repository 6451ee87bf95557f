"""Processes that a test kills, and whether they are gone."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from tests.support.processes import running


def children(pid: int) -> list[int]:
    """Give the processes that a process has started; none of one that has just ended."""
    found: list[int] = []
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
    except (FileNotFoundError, ProcessLookupError):
        return found
    for task in tasks:
        try:
            found += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def child_named(pid: int, name: str, *, word: str = "", within: float = 20) -> int:
    """Wait for a child of that name, with a word among its arguments."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        for child in children(pid):
            try:
                argv = Path(f"/proc/{child}/cmdline").read_text()
                if name in Path(f"/proc/{child}/comm").read_text() and word in argv:
                    return child
            except (FileNotFoundError, ProcessLookupError):
                continue
        time.sleep(0.002)
    raise AssertionError(f"no {name} was started")


def gone(pid: int, *, within: float = 1.0) -> bool:
    """Say whether a process ends in time."""
    deadline = time.monotonic() + within
    while running(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not running(pid)


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
