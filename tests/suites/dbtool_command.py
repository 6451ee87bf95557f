"""dbtool's command line: as a process of its own, or, quicker, in this one."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

PROGRAM = "from dbtool.cli.main import main; main()"


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended: its exit status, and all that it printed."""

    status: int
    printed: str


def in_a_process(*arguments: str) -> Done:
    """Run dbtool as anybody would."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return Done(done.returncode, done.stderr + done.stdout)


def in_here(*arguments: str) -> Done:
    """Run the same command line in this process: what is imported is imported once."""
    from dbtool.cli.main import app

    printed = io.StringIO()
    status = 0
    with redirect_stdout(printed), redirect_stderr(printed):
        try:
            app(list(arguments), prog_name="dbtool")
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
    return Done(status, printed.getvalue())
