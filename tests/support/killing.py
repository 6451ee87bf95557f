"""Commands that are killed at any moment, counted by the lines of their progress."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.support.projects import Project

# Of a hundred moments so many fall into Python's start, and so many into the comparison at the end.
STARTING, ENDING = 10, 10


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """A run that nobody kills.

    Units: `lines` are the seconds after the start at which each line of progress came; the last one says that
           the steps are done.
    """

    lines: tuple[float, ...]
    end: float

    def moment(self, chance: random.Random) -> tuple[int, float]:
        """Give after how many lines, and how many seconds after the last of them, to kill a run.

        Counted in lines, a moment stays where it is on a machine that is busier by then.
        """
        part = chance.uniform(0, 100)
        first, last = self.lines[0], self.lines[-1]
        if part < STARTING:
            at = part / STARTING * first
        elif part > 100 - ENDING:
            at = last + (part - 100 + ENDING) / ENDING * (self.end - last)
        else:
            at = first + (part - STARTING) / (100 - STARTING - ENDING) * (last - first)
        passed = sum(line <= at for line in self.lines)
        return passed, at - (self.lines[passed - 1] if passed else 0.0)


def watched(project: Project, arguments: Sequence[str]) -> Undisturbed:
    """Run a command to its end, and give when its lines came."""
    started = time.monotonic()
    process = project.start(*arguments)
    assert process.stderr is not None
    said = [(time.monotonic() - started, line) for line in process.stderr]
    assert process.wait() == 0, "".join(line for _, line in said)
    return Undisturbed(tuple(at for at, _ in said), time.monotonic() - started)


def killed(project: Project, arguments: Sequence[str], lines: int, seconds: float) -> str:
    """Kill a command so many seconds after so many lines of its progress, and give all that it said."""
    victim = project.start(*arguments)
    assert victim.stderr is not None
    said = [victim.stderr.readline() for _ in range(lines)]
    time.sleep(seconds)
    victim.kill()
    _, rest = victim.communicate()
    assert victim.returncode in (-signal.SIGKILL, 0)
    return "".join([*said, rest])
