"""PostgreSQL's programs as children: no secret on their command line, and none outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

from dbtool.backup.errors import BackupFailed
from dbtool.errors import DbtoolError
from dbtool.server.keeper import LIBC, PR_SET_PDEATHSIG

GRACE_SECONDS = 5
SAID_LINES = 20
# pg_dump says this of every database with a continuous aggregate or a hierarchy of keys; it is harmless for
# a whole dump, and people who see it each night stop reading warnings (timescale/timescaledb#1581).
NOISE = (
    "circular foreign-key constraints",
    "You might not be able to restore the dump",
    "Consider using a full dump",
)
Line = Callable[[str], None]


class Child:
    """A running program whose stderr is read; its exit status decides, its words explain."""

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        stdin: int | IO[Any] | None = subprocess.DEVNULL,
        stdout: int | IO[Any] | None = subprocess.PIPE,
        pass_fds: Sequence[int] = (),
        each: Line | None = None,
        mark: str | None = None,
        failure: type[DbtoolError] = BackupFailed,
    ) -> None:
        self.name = Path(argv[0]).name
        self._failure = failure
        self._each = each
        self._mark = mark
        # What it tells programs, in lines that begin with `mark`.
        self.marked: list[str] = []
        self._said: list[str] = []
        self.warnings: list[str] = []
        self._ended = ""
        self.process = subprocess.Popen(
            [str(part) for part in argv],
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            env=dict(environment),
            pass_fds=pass_fds,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for raw in self.process.stderr:
            line = raw.decode(errors="replace").rstrip()
            text = line.removeprefix(f"{self.name}: ")
            if self._mark and line.startswith(self._mark):
                self.marked.append(line.removeprefix(self._mark))
                continue
            if any(words in text for words in NOISE):
                continue
            if text.startswith("warning: "):
                self.warnings.append(text.removeprefix("warning: "))
            elif (
                self._each
                and not text.startswith(("error: ", "fatal: ", "detail: ", "hint: "))
                and line != text
            ):
                self._each(text)
                continue
            self._said = [*self._said[-SAID_LINES:], text]

    def end(self, reason: str) -> None:
        """End the program from another thread; `reason` is then why it failed."""
        self._ended = reason
        self._signal(signal.SIGKILL)

    def wait(self) -> None:
        """Wait for the end. Errors: the failure, with what the program said, for any status but 0."""
        status = self.process.wait()
        self._reader.join(GRACE_SECONDS)
        if self._ended:
            raise self._failure(self._ended)
        if status:
            raise self._failure(f"{self.name} {_how(status)}: {self.gist}", hint=self._rest())

    @property
    def gist(self) -> str:
        """The first error that the program told, else its last line."""
        errors = [line for line in self._said if "error:" in line.lower()]
        return (errors or self._said[-1:] or ["it gave no reason"])[0].removeprefix("error: ")

    def _rest(self) -> str | None:
        lines = [line for line in self._said if line.startswith(("detail: ", "hint: ", "Command was"))]
        return "\n".join(lines[:3]) or None

    def close(self) -> None:
        """End the program if it still runs; its status does not matter any more."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.process.poll() is not None:
                break
            self._signal(number)
            try:
                self.process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                continue
        for stream in (self.process.stdin, self.process.stdout):
            if stream and not stream.closed:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue
        self._reader.join(GRACE_SECONDS)

    def _signal(self, number: int) -> None:
        if self.process.poll() is None:
            self.process.send_signal(number)


def run(argv: Sequence[str | Path], *, environment: Mapping[str, str], **how: Any) -> bytes:
    """Run a program to its end and give its output. Errors: as `Child.wait`."""
    child = Child(argv, environment=environment, **how)
    try:
        found = child.process.stdout.read() if child.process.stdout else b""
        child.wait()
        return bytes(found)
    finally:
        child.close()


def environment(url: str, **more: str) -> dict[str, str]:
    """Give the environment in which a program of PostgreSQL connects to `url`, its password included.

    Other PG variables of ours would reach into it, so that only those that say how to connect are kept.
    """
    variables = {
        option.keyword.decode(): option.envvar.decode() for option in Conninfo.get_defaults() if option.envvar
    }
    known = set(variables.values())
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PG") or k in known}
    said = {
        variables[k]: str(v) for k, v in conninfo_to_dict(url).items() if k in variables and v is not None
    }
    # Its words are read here, and they are understood in English only.
    return {**kept, **said, "LC_ALL": "C", **more}


def plain_environment() -> dict[str, str]:
    """Give the environment of a program that connects to nothing."""
    return {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C"}


def _how(status: int) -> str:
    return f"was ended by signal {-status}" if status < 0 else f"failed with status {status}"


def _die_with_parent() -> None:
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
