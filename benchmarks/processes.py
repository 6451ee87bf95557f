"""Whole processes measured in turn, so that a machine whose speed drifts does not favour one of them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

MEGABYTE = 1024  # of the kilobytes that Linux counts


def _nothing() -> None:
    """Nothing to prepare."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command, what is done before each of its runs (not counted), and the exit statuses that are right."""

    words: Sequence[str]
    before: Callable[[], None] = _nothing
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    right: frozenset[int] = frozenset({0})


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a command took.

    Units: seconds of the wall clock and of the process's own processor time; MB of memory at its peak.
    """

    seconds: float
    cpu: float
    peak: float

    def least(self, other: Run) -> Run:
        """Give the less disturbed of the two, number by number."""
        return Run(min(self.seconds, other.seconds), min(self.cpu, other.cpu), min(self.peak, other.peak))


def measure(commands: Mapping[str, Command], *, runs: int, warm: bool = True) -> dict[str, Run]:
    """Run all commands in turn `runs` times, after one run each that does not count; give each minimum."""
    found: dict[str, Run] = {}
    for run in range(-1 if warm else 0, runs):
        for name, command in commands.items():
            taken = _run(command)
            if run >= 0:
                found[name] = found[name].least(taken) if name in found else taken
    return found


def _run(command: Command) -> Run:
    command.before()
    environment = {**os.environ, **command.environment}
    with tempfile.TemporaryFile() as talk:
        started = time.perf_counter()
        process = subprocess.Popen(
            command.words, env=environment, cwd=command.folder, stdout=subprocess.DEVNULL, stderr=talk
        )
        # wait4 is the one way to learn the peak of this child alone.
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in command.right:
            talk.seek(0)
            sys.exit(f"{' '.join(command.words)} gave {process.returncode}:\n{talk.read().decode()}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / MEGABYTE)
