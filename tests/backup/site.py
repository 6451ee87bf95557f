"""A server of its own that archives its WAL into a repository, by the commands that dbtool prints."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dbtool.backup import wal
from dbtool.backup.base import BaseRequest, create_base
from dbtool.backup.manifest import Manifest
from dbtool.backup.recovery import RecoveryRequest, fetch_command, recover
from dbtool.backup.repository import backups
from dbtool.backup.schedule import push_command
from dbtool.execute.progress import Silent
from dbtool.server.cluster import Account, Cluster, data_base, server_account, start_cluster
from tests.backup.relay import Relay
from tests.backup.support import Bench, bench_at
from tests.support.copies import started_copy, wait_for

NAME = "cluster"
SETTINGS = {"wal_level": "replica", "max_wal_senders": "4", "archive_mode": "on", "fsync": "on"}
NEEDED = "import dbtool.cli.main, psycopg, pyrage, zstandard"


@dataclass
class Site:
    """A server of its own that archives into a repository.

    `real` says that the server runs dbtool itself, and not somebody else for it.
    """

    bench: Bench
    cluster: Cluster
    programs: Path
    folder: Path
    restore_command: str
    real: bool

    def base(self, *, incremental: bool = False) -> Manifest:
        asked = BaseRequest(backup=self.bench.request(), incremental=incremental)
        return create_base(self.bench.url, NAME, self.bench.store, asked, Silent())

    def execute(self, text: str) -> list[tuple[Any, ...]]:
        return self.bench.execute(text)

    def archived(self) -> None:
        """Wait until what was written so far is in the archive."""
        segment = self.execute("SELECT pg_walfile_name(pg_switch_wal())")[0][0]
        wait_for(lambda: any(each.name == segment for each in wal.archived(self.bench.store, NAME)))

    def recover(self, folder: Path, moment: datetime | None) -> None:
        request = RecoveryRequest(folder=folder, to_time=moment, restore_command=self.restore_command)
        recover(self.bench.store, backups(self.bench.store, NAME), self.bench.key, request, Silent())

    @contextmanager
    def recovered(self, moment: datetime) -> Iterator[str]:
        """Restore to a moment and start a server on the copy: give its URL when it is promoted."""
        folder = self.folder / "recovered"
        self.recover(folder, moment)
        with started_copy(self.programs, folder, self.cluster.url) as url:
            yield url


@contextmanager
def opened_site(programs: Path, *, community: bool, options: dict[str, str]) -> Iterator[Site]:
    """Start a server that archives; all of it is gone at the end."""
    account = server_account()
    folder = Path(tempfile.mkdtemp(prefix="dbtool-site-", dir=data_base()))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        bench = bench_at("", folder)
        bench.folder.mkdir(mode=0o700)
        for path in (folder, bench.folder, bench.identity):
            os.chown(path, account.uid, account.gid)
        program = program_of(account)
        place = ["--from", str(bench.folder)]
        if program:
            push = push_command(program, NAME, str(bench.folder), [bench.recipient])
            fetch = fetch_command(program, NAME, str(bench.folder), bench.identity)
        else:
            relay = Relay(["archive-push", *place], ["wal", "fetch", *place], bench.environment())
            stack.callback(relay.close)
            push, fetch = relay.archive_command, relay.restore_command
        settings = {**SETTINGS, **options, "archive_command": push}
        cluster = start_cluster(programs, community=community, options=settings)
        stack.callback(cluster.close)
        bench.url = cluster.url
        yield Site(bench, cluster, programs, folder, fetch, program is not None)


def require_community(programs: Path) -> None:
    """Skip the test where the programs could not run the Community edition."""
    if not (programs / "pg_config").exists():
        pytest.skip(f"there is no pg_config in {programs}, which says where the editions are")
    libraries = subprocess.run(
        [programs / "pg_config", "--pkglibdir"], capture_output=True, text=True, check=True
    ).stdout.strip()
    if not list(Path(libraries).glob("timescaledb-tsl-*.so")):
        pytest.skip(f"the programs in {programs} have no Community edition")


def program_of(account: Account) -> list[str] | None:
    """Give a dbtool that the server's user can run: root's Python is often root's alone."""
    # Its own standard library goes with each Python.
    path = os.pathsep.join(each for each in sys.path if each and not each.startswith(sys.base_prefix))
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, shutil.which(f"python{version}", path="/usr/bin:/usr/local/bin")):
        if python is None:
            continue
        words = ["env", f"PYTHONPATH={path}", "PYTHONDONTWRITEBYTECODE=1", python]
        try:
            done = subprocess.run(
                [*words, "-c", NEEDED], cwd="/", check=False, capture_output=True, **account.popen_arguments()
            )
        except OSError:
            continue
        if done.returncode == 0:
            return [*words, "-m", "dbtool"]
    return None
