"""Servers on data folders that somebody else has made: copies of a running one."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from dbtool.server.cluster import server_account
from tests.support.processes import port_of


@contextmanager
def started_copy(
    programs: Path,
    folder: Path,
    original: str,
    *,
    standby: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Start a server on a data folder: give its URL when it is promoted, or follows as a standby does.

    Shape: `original` is the URL of the server that it is a copy of; the log is beside the folder.
    """
    port, log = free_port(), folder.with_name(f"{folder.name}.log")
    with log.open("wb") as said:
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder, "-p", str(port), "-k", ""],
            stdout=said,
            stderr=said,
            env=None if environment is None else dict(environment),
            **server_account().popen_arguments(),
        )
        url = original.replace(f":{port_of(original)}/", f":{port}/")
        try:
            wait_for(lambda: _recovers(url) is standby or process.poll() is not None)
            assert process.poll() is None, log.read_text()
            yield url
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait()


def _recovers(url: str) -> bool | None:
    """Say whether the server is in recovery; None while it does not answer."""
    with suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=2) as connection:
        return bool(connection.execute("SELECT pg_is_in_recovery()").fetchall()[0][0])
    return None


def wait_for(ready: Callable[[], bool], seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
