"""A throw-away cluster: made from a folder of PostgreSQL programs, on loopback only, gone with its owner."""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbtool.server import keeper
from dbtool.server.cluster_settings import settings
from dbtool.server.contract import Refused

PREFIX = "dbtool-cluster-"
SHARED_MEMORY = Path("/dev/shm")
ROOM_BYTES = 1 << 30
PORT_ATTEMPTS = 3
STOP_TIMEOUT_SECONDS = 40


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the server runs as: PostgreSQL refuses to run as root."""

    uid: int
    gid: int

    def popen_arguments(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster; `process` is its keeper, whose stdin is the lifeline."""

    url: str
    folder: Path
    process: subprocess.Popen[str]

    def alive(self) -> bool:
        return self.process.poll() is None

    def close(self) -> None:
        """Stop the server and remove its folder; a second call does nothing."""
        if self.process.stdin and not self.process.stdin.closed:
            self.process.stdin.close()
        try:
            self.process.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def server_account() -> Account:
    """Give the caller, or for root `postgres` or `nobody`; initdb needs an entry in passwd."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise Refused("running as root, and neither postgres nor nobody is a user here")


def data_base() -> Path:
    """Give where data folders go: memory if it has room (Docker's default there is 64 MB), else temporary."""
    # On a disk mounted with `discard` each CREATE DATABASE after a DROP takes seconds; in memory 60 ms.
    if SHARED_MEMORY.is_dir() and os.access(SHARED_MEMORY, os.W_OK):
        room = os.statvfs(SHARED_MEMORY)
        if room.f_bavail * room.f_frsize >= ROOM_BYTES:
            return SHARED_MEMORY
    return Path(tempfile.gettempdir())


def start_cluster(bin_dir: Path, *, community: bool, options: Mapping[str, str] | None = None) -> Cluster:
    """Make and start a cluster, or raise Refused with what PostgreSQL said.

    The server dies with the caller, however it ends. Its URL is a superuser's, with a password made for it.
    """
    sweep()
    for attempt in range(1, PORT_ATTEMPTS + 1):
        try:
            return _start_once(bin_dir, community, options or {})
        except OSError as error:
            raise Refused(f"PostgreSQL could not be started: {error}") from error
        except Refused as refused:
            # Between choosing the port and binding it somebody else may take it.
            if "could not bind" not in refused.reason or attempt == PORT_ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def sweep() -> None:
    """Remove data folders whose keeper and owner were both killed."""
    mine = {os.geteuid(), server_account().uid}
    for folder in (f for base in {SHARED_MEMORY, data_base()} for f in base.glob(PREFIX + "*")):
        try:
            if folder.is_symlink() or folder.stat().st_uid not in mine:
                continue
            lock = _locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue
        # Without `data` it may be one that is just being made.
        if (folder / "data").exists():
            shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _start_once(bin_dir: Path, community: bool, options: Mapping[str, str]) -> Cluster:
    account = server_account()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=data_base()))
    lock = _locked(folder, fcntl.LOCK_EX)
    try:
        port, password = _free_port(), secrets.token_urlsafe(24)
        _write(folder / "password", password)
        spec = {
            "initdb": _initdb_command(bin_dir, folder),
            "postgres": [str(bin_dir / "postgres"), "-D", str(folder / "data")],
            "account": account.popen_arguments(),
            "settings": settings(port, folder, community, options),
        }
        _write(folder / "spec.json", json.dumps(spec))
        for path in (folder, folder / "password"):
            os.chown(path, account.uid, account.gid)
        process = _start_keeper(folder, lock)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        os.close(lock)
    return Cluster(f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres", folder, process)


def _start_keeper(folder: Path, lock: int) -> subprocess.Popen[str]:
    """Start the keeper and wait until it says `ready`."""
    pipe = subprocess.PIPE
    argv = [sys.executable, "-I", "-S", keeper.__file__, str(folder)]
    with tempfile.TemporaryFile("w+") as complaint:
        process = subprocess.Popen(
            argv, stdin=pipe, stdout=pipe, stderr=complaint, text=True, cwd="/", env=_environment(),
            pass_fds=[lock], start_new_session=True,
        )  # fmt: skip
        try:
            answer = process.stdout.readline() if process.stdout else ""
        except BaseException:
            Cluster("", folder, process).close()
            raise
        if answer != "ready\n":
            Cluster("", folder, process).close()
            complaint.seek(0)
            raise Refused(f"PostgreSQL did not start: {_gist(complaint.read())}")
    return process


def _initdb_command(bin_dir: Path, folder: Path) -> list[str]:
    version = subprocess.run(
        [bin_dir / "postgres", "--version"], capture_output=True, text=True, check=False
    ).stdout
    major = int("".join(c for c in version.split()[2].split(".")[0] if c.isdigit())) if version else 0
    # From 17 on PostgreSQL has a UTF-8 locale of its own, before it the host's is needed.
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    locale = builtin if major >= 17 else ["--locale=C.UTF-8"]
    password = f"--pwfile={folder / 'password'}"
    return [
        str(bin_dir / "initdb"), "-D", str(folder / "data"), "-N", "-E", "UTF8", *locale,
        "-U", "postgres", "-A", "scram-sha-256", password,
    ]  # fmt: skip


def _environment() -> dict[str, str]:
    # PG* would reach into the server (PGDATA, PGOPTIONS …); messages are understood here only in English.
    return {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C"}


def _locked(folder: Path, how: int) -> int:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, how)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)


def _gist(said: str) -> str:
    """Give the first complaint of a log, or its last line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["it gave no reason"]
    return next(
        (line for line in lines if "FATAL" in line or "error" in line or "could not bind" in line), lines[-1]
    )
