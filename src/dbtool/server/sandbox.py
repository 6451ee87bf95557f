"""The sandbox: one server per user that lives until it is told to stop, or as long as one command runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dbtool.errors import ServerUnavailable
from dbtool.server.contract import Edition, Say, Server, with_database
from dbtool.server.runtime import is_locked, locked, runtime_folder

URL_VARIABLE = "DBTOOL_SANDBOX_URL"
BIN_VARIABLE = "DBTOOL_SANDBOX_BIN"
STATE, STARTING, LIVING, LOG = "sandbox.json", "sandbox.lock", "sandbox.alive", "sandbox.log"
STOP_TIMEOUT_SECONDS = 60
TICK_SECONDS = 0.02
NOT_RUNNING = "the sandbox is not running"
START_HINT = "Start it with `dbtool sandbox start`, or use `dbtool sandbox run -- COMMAND`."


@dataclass(frozen=True, slots=True)
class SandboxState:
    """What the state file says of a running sandbox; `pid` is its supervisor's."""

    url: str = field(repr=False)
    pid: int
    provider: str
    edition: Edition
    pg: int
    ts: str | None
    bin_dir: str | None

    @classmethod
    def of(cls, server: Server) -> SandboxState:
        bin_dir = str(server.bin_dir) if server.bin_dir else None
        return cls(server.url, os.getpid(), server.provider, server.edition, server.pg, server.ts, bin_dir)

    def describe(self) -> str:
        return Server(self.url, self.edition, self.pg, self.ts, None, True, self.provider).describe()


def status() -> SandboxState | None:
    """Give the running sandbox, or None; what a killed one left is removed."""
    folder = runtime_folder()
    try:
        text = (folder / STATE).read_text()
    except FileNotFoundError:
        return None
    if is_locked(folder / LIVING):
        return SandboxState(**json.loads(text))
    _clean(folder, text)
    return None


def start(provider: str | None = None, *, say: Say) -> SandboxState:
    """Start the sandbox, or give the one that runs.

    Errors: ServerUnavailable, with every provider's reason, if it cannot be started.
    """
    folder = runtime_folder()
    with locked(folder / STARTING):
        running = status()
        if running:
            say(f"the sandbox is already running: {running.describe()}")
            return running
        try:
            _launch(folder, provider, say)
            started = status()
        finally:
            _tidy(folder)
        if started is None:
            raise ServerUnavailable("the sandbox stopped as soon as it was started", hint="Start it again.")
        say(f"the sandbox is running: {started.describe()}")
        return started


def stop(*, say: Say) -> bool:
    """Stop the sandbox and remove its data; give False if there was none."""
    folder = runtime_folder()
    with locked(folder / STARTING):
        running = status()
        if running:
            os.kill(running.pid, signal.SIGTERM)
            deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
            while is_locked(folder / LIVING):
                if time.monotonic() > deadline:
                    os.kill(running.pid, signal.SIGKILL)
                    deadline += STOP_TIMEOUT_SECONDS
                time.sleep(TICK_SECONDS)
            status()
        _tidy(folder)
    say("the sandbox is stopped" if running else NOT_RUNNING)
    return running is not None


def url(database: str = "postgres") -> str:
    """Give the superuser's URL of `database` in the sandbox: of the enclosing `run`, else the started one.

    Errors: ServerUnavailable if neither is there.
    """
    enclosing = os.environ.get(URL_VARIABLE)
    if enclosing:
        return with_database(enclosing, database)
    running = status()
    if running is None:
        raise ServerUnavailable(NOT_RUNNING, hint=START_HINT)
    return with_database(running.url, database)


def programs() -> Path | None:
    """Give the folder of the sandbox's own psql, pg_dump and others, None where the provider has none."""
    if os.environ.get(URL_VARIABLE):
        folder = os.environ.get(BIN_VARIABLE)
    else:
        running = status()
        folder = running.bin_dir if running else None
    return Path(folder) if folder else None


def run(command: Sequence[str], provider: str | None = None, *, say: Say) -> int:
    """Run `command` with DBTOOL_SANDBOX_URL set, in the running sandbox or one of its own; give its status.

    A sandbox of its own, and the command, end with this process, however it ends.
    """
    from dbtool.server.foreground import run_command
    from dbtool.server.provider import acquire_server

    running = status()
    if running and provider in (None, running.provider):
        say(f"using the running sandbox: {running.describe()}")
        return run_command(command, _environment(running.url, running.bin_dir))
    server = acquire_server(provider, say=say)
    try:
        say(f"the sandbox is up: {server.describe()}")
        bin_dir = str(server.bin_dir) if server.bin_dir else None
        return run_command(command, _environment(server.url, bin_dir))
    finally:
        server.close()


def write_state(folder: Path, server: Server) -> None:
    """Write the state file whole or not at all, readable by its owner only."""
    fresh = folder / f"{STATE}.new"
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(asdict(SandboxState.of(server))))
    fresh.replace(folder / STATE)


def _launch(folder: Path, provider: str | None, say: Say) -> None:
    """Start the supervisor, pass on what it says, and return when its sandbox is ready."""
    argv = [sys.executable, "-m", "dbtool.server.supervisor", str(folder), *([provider] if provider else [])]
    pipe, log = subprocess.PIPE, folder / LOG
    failure: ServerUnavailable | None = None
    with (
        log.open("w") as errors,
        subprocess.Popen(
            argv, stdin=pipe, stdout=pipe, stderr=errors, text=True, cwd="/", start_new_session=True
        ) as supervisor,
    ):
        assert supervisor.stdin
        assert supervisor.stdout
        for line in supervisor.stdout:
            event = json.loads(line)
            if "say" in event:
                say(event["say"])
            elif "error" in event:
                failure = ServerUnavailable(event["error"], hint=event["hint"])
            else:
                supervisor.stdin.write("keep\n")
                return
    if failure:
        raise failure
    last = log.read_text().strip().rpartition("\n")[2] or "no reason given"
    raise ServerUnavailable(f"the sandbox's supervisor broke off: {last}", hint="Start it again.")


def _tidy(folder: Path) -> None:
    """Remove the folder unless a sandbox lives; the caller holds the lock of STARTING, which goes too."""
    if is_locked(folder / LIVING):
        return
    for name in (LIVING, LOG, STARTING):
        (folder / name).unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


def _environment(server_url: str, bin_dir: str | None) -> dict[str, str]:
    return {**os.environ, URL_VARIABLE: server_url, BIN_VARIABLE: bin_dir or ""}


def _clean(folder: Path, text: str) -> None:
    """Remove what a killed supervisor left, unless a new one has written its own state since."""
    from dbtool.server.cluster import sweep

    with suppress(FileNotFoundError):
        if (folder / STATE).read_text() == text:
            (folder / STATE).unlink()
    sweep()
