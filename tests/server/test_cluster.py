"""A throw-away cluster: loopback only, its own settings, and nothing left however it ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dbtool.errors import ServerUnavailable
from dbtool.server import cluster
from dbtool.server.cluster import data_base, sweep
from dbtool.server.contract import Server
from dbtool.server.provider import acquire_server
from tests.server.conftest import say_nothing
from tests.support.processes import (
    cluster_folder,
    eventually,
    listening_addresses,
    parent_process,
    port_of,
    running,
    server_process,
)

OWNER = """
import pathlib, signal, sys
from dbtool.server import cluster
from dbtool.server.provider import acquire_server
cluster.SHARED_MEMORY = pathlib.Path(sys.argv[2])
print(acquire_server(sys.argv[1], say=lambda line: None).url, flush=True)
signal.pause()
"""


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place for data folders that no other test, nor another run, uses or sweeps."""
    folder = Path(tempfile.mkdtemp(prefix="dbtool-test-", dir=data_base()))
    # The server may run as another user.
    folder.chmod(0o711)
    monkeypatch.setattr(cluster, "SHARED_MEMORY", folder)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def own(own_provider: str, base: Path) -> Iterator[Server]:
    server = acquire_server(own_provider, say=say_nothing)
    yield server
    server.close()


@pytest.fixture
def owner(own_provider: str, base: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process that owns a cluster, and the cluster's URL."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, own_provider, str(base)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        yield process, process.stdout.readline().strip()
        process.kill()


def test_cluster_listens_on_loopback_only(own: Server) -> None:
    assert listening_addresses(port_of(own.url)) == ["127.0.0.1"]


def test_cluster_asks_for_its_password(own: Server) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgresql://postgres:wrong@127.0.0.1:{port_of(own.url)}/postgres")


def test_cluster_ignores_the_callers_pg_variables(own_provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/nonexistent")
    monkeypatch.setenv("PGPORT", "1")
    acquire_server(own_provider, say=say_nothing).close()


def test_cluster_takes_options(own_provider: str) -> None:
    server = acquire_server(
        own_provider, say=say_nothing, options={"wal_level": "replica", "max_wal_senders": "2"}
    )
    try:
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SHOW wal_level").fetchone() == ("replica",)
            assert connection.execute("SHOW fsync").fetchone() == ("off",)
    finally:
        server.close()


def test_cluster_that_cannot_start_says_why_and_leaves_nothing(own_provider: str, base: Path) -> None:
    with pytest.raises(ServerUnavailable, match="no_such_library"):
        acquire_server(own_provider, say=say_nothing, options={"shared_preload_libraries": "no_such_library"})
    assert list(base.iterdir()) == []


def test_close_leaves_nothing_and_may_be_repeated(own: Server) -> None:
    folder = cluster_folder(own.url)
    pid = server_process(folder)
    own.close()
    own.close()
    assert not folder.exists()
    assert not running(pid)
    assert not own.alive()


def test_data_folder_is_private(own: Server) -> None:
    assert cluster_folder(own.url).stat().st_mode & 0o077 == 0


def test_killed_owner_leaves_nothing(owner: tuple[subprocess.Popen[str], str]) -> None:
    process, url = owner
    folder = cluster_folder(url)
    pid = server_process(folder)
    process.kill()
    assert eventually(lambda: not folder.exists() and not running(pid))


def test_killed_keeper_takes_the_server_along(own: Server) -> None:
    folder = cluster_folder(own.url)
    pid = server_process(folder)
    os.kill(parent_process(pid), signal.SIGKILL)
    assert eventually(lambda: not running(pid) and not own.alive())
    own.close()
    assert not folder.exists()


def test_sweep_removes_what_a_killed_pair_left(owner: tuple[subprocess.Popen[str], str], own: Server) -> None:
    process, url = owner
    folder = cluster_folder(url)
    pid = server_process(folder)
    # The owner first stopped, so that the keeper is killed before it can see the lifeline end.
    process.send_signal(signal.SIGSTOP)
    os.kill(parent_process(pid), signal.SIGKILL)
    process.kill()
    assert eventually(lambda: not running(pid))
    assert folder.exists()
    sweep()
    assert not folder.exists()
    assert cluster_folder(own.url).exists(), "a living cluster was swept away"


def test_owner_interrupted_at_its_terminal_keeps_the_server_until_it_closes(own: Server) -> None:
    keeper = parent_process(server_process(cluster_folder(own.url)))
    assert os.getsid(keeper) != os.getsid(0)


def test_url_is_not_in_any_command_line(own: Server) -> None:
    password = own.url.split(":")[2].split("@")[0]
    lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not [line for line in lines if password.encode() in line]
    assert password not in repr(own)
