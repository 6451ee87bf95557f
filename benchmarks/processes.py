"""Times whole processes in turn, so that a machine whose speed drifts does not favour one of them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two commands timed in turn.

    Units: seconds; the minimum of all runs, which the least disturbed run gives.
    """

    name: str
    ours: float
    floor: float
    target: float

    @property
    def ratio(self) -> float:
        """Ours against the floor."""
        return self.ours / self.floor


def compare(
    name: str,
    ours: Sequence[str],
    floor: Sequence[str],
    *,
    target: float,
    runs: int = 15,
    environment: Mapping[str, str] | None = None,
) -> Comparison:
    """Run both commands in turn `runs` times after one run each that is not counted."""
    env = {**os.environ, **(environment or {})}
    times: tuple[list[float], list[float]] = ([], [])
    for run in range(runs + 1):
        for command, found in ((ours, times[0]), (floor, times[1])):
            seconds = _seconds(command, env)
            if run:
                found.append(seconds)
    return Comparison(name, min(times[0]), min(times[1]), target)


def _seconds(command: Sequence[str], env: Mapping[str, str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, env=dict(env), capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed: {done.stderr}")
    return seconds
