"""pgBackRest in the place of our own transport, with the configuration that dbtool writes for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from dbtool.backup.external import configuration
from dbtool.server.cluster import Cluster, data_base, server_account, start_cluster
from dbtool.server.contract import Server
from dbtool.server.local import DEBIAN_ROOT
from tests.backup.site import SETTINGS, program_of
from tests.support.copies import started_copy
from tests.support.programs import program

STANZA = "cluster"
PASSPHRASE = "a passphrase of the repository"


@dataclass
class Stanza:
    """A server whose WAL and base backups pgBackRest keeps, driven by dbtool as the server's own user."""

    cluster: Cluster
    programs: Path
    folder: Path
    environment: Mapping[str, str]
    dbtool: list[str]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.dbtool, *words],
            cwd=self.folder,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=False,
            **server_account().popen_arguments(),
        )


@pytest.fixture
def stanza(server: Server) -> Iterator[Stanza]:
    pgbackrest = shutil.which("pgbackrest")
    if pgbackrest is None:
        pytest.skip("there is no pgbackrest here")
    account = server_account()
    dbtool = program_of(account)
    if dbtool is None:
        pytest.skip("the server's user cannot run this Python")
    folder = Path(tempfile.mkdtemp(prefix="dbtool-stanza-", dir=data_base()))
    os.chown(folder, account.uid, account.gid)
    try:
        for programs in (Path(program(server, "initdb")).parent, *DEBIAN_ROOT.glob("*/bin")):
            cluster = _started(programs, folder)
            found = _stanza(cluster, programs, folder, dbtool)
            created = subprocess.run(
                [pgbackrest, f"--stanza={STANZA}", "stanza-create"],
                env=dict(found.environment),
                capture_output=True,
                text=True,
                check=False,
                **account.popen_arguments(),
            )
            if created.returncode == 0:
                yield found
                cluster.close()
                return
            cluster.close()
            said = f"{created.stdout}{created.stderr}"
            if "version" not in said:
                pytest.fail(said)
        pytest.skip("this pgbackrest knows none of the servers here")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(programs: Path, folder: Path) -> Cluster:
    command = f"env PGBACKREST_CONFIG={folder}/pgbackrest.conf pgbackrest --stanza={STANZA} archive-push %p"
    options = {
        **SETTINGS,
        "shared_preload_libraries": "",
        "archive_command": command,
        "unix_socket_directories": str(folder),
    }
    return start_cluster(programs, community=False, options=options)


def _stanza(cluster: Cluster, programs: Path, folder: Path, dbtool: list[str]) -> Stanza:
    account = server_account()
    with psycopg.connect(cluster.url) as connection:
        data = connection.execute("SHOW data_directory").fetchall()[0][0]
    text = configuration("pgbackrest", STANZA, cluster.url, data, f"{folder}/repository")
    # Where its locks, logs and passphrase are, and how it connects, is the host's.
    text = text.replace(
        "[global]",
        f"[global]\nlock-path={folder}/lock\nlog-path={folder}/log\nrepo1-cipher-pass={PASSPHRASE}",
    )
    (folder / "pgbackrest.conf").write_text(f"{text}pg1-socket-path={folder}\n")
    (folder / "dbtool.toml").write_text(
        f'[databases.{STANZA}]\n[targets.live]\nurl = "env:DBTOOL_TEST_STANZA"\n'
        '[backup]\nprovider = "pgbackrest"\n'
    )
    for path in (folder / "pgbackrest.conf", folder / "dbtool.toml"):
        os.chown(path, account.uid, account.gid)
    password = cluster.url.partition("postgres:")[2].partition("@")[0]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PGBACKREST_CONFIG": f"{folder}/pgbackrest.conf",
        "PGPASSWORD": password,
        "DBTOOL_TEST_STANZA": cluster.url,
        "DBTOOL_PG_BIN": str(programs),
    }
    return Stanza(cluster, programs, folder, environment, dbtool)


def test_pgbackrest_keeps_base_backups_and_wal_and_restores_to_a_moment(stanza: Stanza) -> None:
    with psycopg.connect(stanza.cluster.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        full = stanza.run("backup", "base", STANZA)
        assert full.returncode == 0, full.stderr
        connection.execute("INSERT INTO kept SELECT generate_series(1001, 2000)")
        more = stanza.run("backup", "base", STANZA, "--incremental")
        assert more.returncode == 0, more.stderr
        connection.execute("INSERT INTO kept SELECT generate_series(2001, 3000)")
        time.sleep(1.1)
        moment = datetime.now(UTC)
        time.sleep(1.1)
        connection.execute("DROP TABLE kept")
        connection.execute("SELECT pg_switch_wal()")
    checked = stanza.run("backup", "pitr", "check", STANZA, "--target", "live")
    assert (checked.returncode, "pgbackrest finds its archive whole" in checked.stdout) == (0, True), (
        checked.stdout + checked.stderr
    )
    info = subprocess.run(
        ["pgbackrest", "info"], env=dict(stanza.environment), capture_output=True, text=True, check=True,
        **server_account().popen_arguments(),
    ).stdout  # fmt: skip
    assert info.count("full backup:") == 1
    assert info.count("incr backup:") == 1
    folder = stanza.folder / "recovered"
    done = stanza.run("restore", STANZA, "--to-time", moment.isoformat(), "--into", str(folder))
    assert done.returncode == 0, done.stderr
    _assert_rows(stanza, folder)
    again = stanza.run("restore", STANZA, "--to-time", moment.isoformat(), "--into", str(folder))
    assert (again.returncode, "is not empty" in again.stderr) == (1, True)


def _assert_rows(stanza: Stanza, folder: Path) -> None:
    original, environment = stanza.cluster.url, stanza.environment
    with (
        started_copy(stanza.programs, folder, original, environment=environment) as url,
        psycopg.connect(url) as connection,
    ):
        asked = "SELECT count(*), sum(n), current_setting('archive_mode') FROM kept"
        assert connection.execute(asked).fetchone() == (3000, 4501500, "off")


def test_wal_that_pgbackrest_lacks_is_said(stanza: Stanza) -> None:
    done = stanza.run(
        "backup", "wal", "fetch", "0000000100000000000000FF", str(stanza.folder / "fetched"), STANZA
    )
    assert (done.returncode, "the archive has no" in done.stderr) == (1, True)
    assert not (stanza.folder / "fetched").exists()
