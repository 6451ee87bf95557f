"""A command in the foreground that gets our signals, gives its exit status, and does not outlive us."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from dbtool.errors import WrongUsage
from dbtool.server.keeper import LIBC, PR_SET_PDEATHSIG

FORWARDED = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
FROM_THE_TERMINAL = (signal.SIGINT, signal.SIGQUIT)


def run_command(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run `command` and give its exit status, 128 + the number for a signal, as a shell does.

    Errors: WrongUsage if there is no such command.
    """
    child: subprocess.Popen[bytes] | None = None
    early: list[int] = []

    def forward(number: int, _frame: object) -> None:
        # A terminal sends its own signals to the whole foreground group, the command included.
        if number in FROM_THE_TERMINAL and _in_foreground():
            return
        if child is None:
            early.append(number)
        else:
            child.send_signal(number)

    with _handling(forward):
        try:
            child = subprocess.Popen(command, env=dict(environment), preexec_fn=_end_with_parent)
        except OSError as error:
            hint = "Write it after `--`, with its path if it is not on PATH."
            raise WrongUsage(
                f"the command {command[0]!r} cannot be run: {error.strerror}", hint=hint
            ) from error
        # The command may have run for a while before this process knew its id.
        for number in early:
            child.send_signal(number)
        status = child.wait()
    return 128 - status if status < 0 else status


def _end_with_parent() -> None:
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def _in_foreground() -> bool:
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    finally:
        os.close(terminal)


@contextmanager
def _handling(handler: signal._HANDLER) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in FORWARDED}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
