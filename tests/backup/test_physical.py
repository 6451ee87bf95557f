"""Base backups, an archive without gaps, and a restore to a moment."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dbtool.backup import wal
from dbtool.backup.base import BaseRequest, create_base
from dbtool.backup.crypt import Clear, key_for
from dbtool.backup.errors import BackupDamaged, NoSuchBackup, PreflightRefused
from dbtool.backup.manifest import Manifest
from dbtool.backup.pitr import check
from dbtool.backup.recovery import RecoveryRequest, recover
from dbtool.backup.repository import backups
from dbtool.backup.verify import VerifyRequest, verify
from dbtool.backup.wal_names import next_segment, segment_of
from dbtool.errors import WrongUsage
from dbtool.execute.progress import Silent
from dbtool.server.cluster import Cluster, data_base, server_account, start_cluster
from dbtool.server.contract import Server
from tests.backup.relay import Relay
from tests.backup.support import Bench, bench_at
from tests.support.processes import port_of
from tests.support.programs import program

NAME = "cluster"
SETTINGS = {
    "shared_preload_libraries": "",
    "wal_level": "replica",
    "max_wal_senders": "4",
    "archive_mode": "on",
    "fsync": "on",
}


@dataclass
class Site:
    """A server of its own that archives into a repository."""

    bench: Bench
    cluster: Cluster
    relay: Relay
    programs: Path

    def base(self, *, incremental: bool = False) -> Manifest:
        asked = BaseRequest(backup=self.bench.request(), incremental=incremental)
        return create_base(self.bench.url, NAME, self.bench.store, asked, Silent())

    def execute(self, text: str) -> list[tuple[Any, ...]]:
        return self.bench.execute(text)

    def archived(self) -> None:
        """Wait until what was written so far is in the archive."""
        segment = self.execute("SELECT pg_walfile_name(pg_switch_wal())")[0][0]
        wait_for(lambda: any(each.name == segment for each in wal.archived(self.bench.store, NAME)))


def wait_for(ready: Callable[[], bool], seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)


@pytest.fixture
def site(server: Server, tmp_path: Path) -> Iterator[Site]:
    if server.pg < 170000:
        pytest.skip("incremental base backups need PostgreSQL 17")
    folder = Path(program(server, "initdb")).parent
    bench = bench_at("", tmp_path)
    place = ["--from", str(bench.folder)]
    relay = Relay(["archive-push", *place], ["wal", "fetch", *place], bench.environment())
    bench.folder.mkdir(mode=0o700)
    options = {**SETTINGS, "summarize_wal": "on", "archive_command": relay.archive_command}
    cluster = start_cluster(folder, community=False, options=options)
    bench.url = cluster.url
    try:
        yield Site(bench, cluster, relay, folder)
    finally:
        cluster.close()
        relay.close()


@pytest.fixture(autouse=True)
def named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A project with one database, so that commands of the relay need not name it."""
    (tmp_path / "dbtool.toml").write_text(f"[databases.{NAME}]\n")
    monkeypatch.chdir(tmp_path)


def test_restore_to_a_moment_brings_dropped_rows_back(site: Site) -> None:
    site.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    site.base()
    site.execute("INSERT INTO kept SELECT generate_series(1001, 2000)")
    second = site.base(incremental=True)
    assert second.parent is not None
    looked = verify(
        site.bench.store,
        backups(site.bench.store, NAME)[-1],
        site.bench.key,
        VerifyRequest(level="drill"),
        Silent(),
    )
    assert (looked.ok, looked.details["chain"]) == (True, [second.parent, second.id])
    site.execute("INSERT INTO kept SELECT generate_series(2001, 3000)")
    time.sleep(1.1)
    moment = datetime.now(UTC)
    time.sleep(1.1)
    site.execute("DELETE FROM kept WHERE n > 500; DROP TABLE kept")
    site.archived()
    assert [finding.severity for finding in check(site.bench.store, NAME, None)] == ["ok"]
    rows, settings = recovered(site, moment, "SELECT count(*), sum(n) FROM kept")
    assert rows == (3000, 4501500)
    assert settings == ("off", "0")


def test_restore_command_is_a_command_of_dbtool(site: Site, tmp_path: Path) -> None:
    site.base()
    folder = tmp_path / "data"
    asked = ("restore", NAME, "--from", str(site.bench.folder), "--to-time", "end", "--into", str(folder))
    done = site.bench.run(*asked)
    assert done.returncode == 0, done.stderr
    conf = (folder / "postgresql.auto.conf").read_text()
    assert "backup wal fetch %f %p cluster --from" in conf
    assert "postgres:" not in conf
    again = site.bench.run(*asked)
    assert (again.returncode, "is not empty" in again.stderr) == (1, True)


def test_moment_before_the_first_base_backup_is_refused(site: Site, tmp_path: Path) -> None:
    site.base()
    with pytest.raises(NoSuchBackup):
        _recover(site, tmp_path / "data", datetime(2020, 1, 1, tzinfo=UTC))


def test_damaged_base_backup_is_not_restored(site: Site, tmp_path: Path) -> None:
    from dbtool.backup.recovery import unpack, verify_files
    from dbtool.backup.tools import tools_in

    site.base()
    (found,) = backups(site.bench.store, NAME)
    path = site.bench.folder / found.folder / "base.tar.zst.age"
    data = bytearray(path.read_bytes())
    folder = data_base() / f"{site.relay.folder.name}-copy"
    try:
        unpack(site.bench.store, found, site.bench.key, folder)
        tools = tools_in(site.programs)
        assert tools is not None
        verify_files(folder, tools)
        file = next(path for path in sorted(folder.glob("base/*/[0-9]*")) if path.stat().st_size)
        changed = bytearray(file.read_bytes())
        changed[100] ^= 4
        file.write_bytes(changed)
        with pytest.raises(BackupDamaged, match=file.name):
            verify_files(folder, tools)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(BackupDamaged, match="checksum differs"):
        _recover(site, tmp_path / "data", None)
    assert not (tmp_path / "data").exists()


def test_incremental_needs_a_full_one(site: Site) -> None:
    with pytest.raises(PreflightRefused, match="no base backup to build on"):
        site.base(incremental=True)


def test_first_missing_segment_is_named(site: Site) -> None:
    site.base()
    for number in range(3):
        site.execute(f"CREATE TABLE t{number} (n int)")
        site.archived()
    manifest = backups(site.bench.store, NAME)[-1].manifest
    assert manifest is not None
    assert manifest.wal_end
    first = segment_of(manifest.wal_end, manifest.timeline or 1, 16 << 20)
    lost = next_segment(first, 16 << 20)
    (place,) = [each.place for each in wal.archived(site.bench.store, NAME) if each.name == lost]
    site.bench.store.remove(place)
    (found,) = check(site.bench.store, NAME, None)
    assert (found.severity, lost in found.message) == ("error", True)


def segment(timeline: int = 1, system: int = 7, number: int = 1) -> bytes:
    """Give a segment of the smallest size, with a header as the server writes it."""
    import struct

    header = struct.pack("<HHIQIxxxxQII", 0xD118, 2, timeline, number << 20, 0, system, 1 << 20, 8192)
    return header + bytes((1 << 20) - len(header))


def test_push_is_idempotent_and_overwrites_nothing(tmp_path: Path) -> None:
    bench = bench_at("", tmp_path)
    file = tmp_path / "000000010000000000000001"
    file.write_bytes(segment())
    assert wal.push(bench.store, NAME, file, Clear())
    assert not wal.push(bench.store, NAME, file, Clear())
    file.write_bytes(segment()[:-1] + b"x")
    with pytest.raises(wal.ArchiveConflict, match="holds another"):
        wal.push(bench.store, NAME, file, Clear())
    file.write_bytes(segment()[:-1])
    with pytest.raises(PreflightRefused, match="its header says"):
        wal.push(bench.store, NAME, file, Clear())
    other = tmp_path / "000000010000000000000002"
    other.write_bytes(segment(system=8, number=2))
    with pytest.raises(wal.ArchiveConflict, match="of another"):
        wal.push(bench.store, NAME, other, Clear())
    other.write_bytes(segment(timeline=2, number=2))
    with pytest.raises(wal.ArchiveConflict, match="timeline 2"):
        wal.push(bench.store, NAME, other, Clear())
    with pytest.raises(WrongUsage):
        wal.push(bench.store, NAME, tmp_path / "postgresql.conf", Clear())
    target = tmp_path / "fetched"
    assert wal.fetch(bench.store, NAME, file.name, target, lambda scheme: key_for(scheme, None))
    assert target.read_bytes() == segment()
    assert not wal.fetch(bench.store, NAME, other.name, target, lambda scheme: key_for(scheme, None))


def test_partial_file_of_a_killed_push_is_in_nobodys_way(tmp_path: Path) -> None:
    bench = bench_at("", tmp_path)
    file = tmp_path / "000000010000000000000001"
    file.write_bytes(segment())
    wal.push(bench.store, NAME, file, Clear())
    (place,) = [each.place for each in wal.archived(bench.store, NAME)]
    whole = bench.folder / place
    whole.rename(whole.with_name(f".tmp-{whole.name}.1"))
    assert list(wal.archived(bench.store, NAME)) == []
    assert wal.push(bench.store, NAME, file, Clear())
    assert [each.name for each in wal.archived(bench.store, NAME)] == [file.name]


def _recover(site: Site, folder: Path, moment: datetime | None) -> None:
    request = RecoveryRequest(folder=folder, to_time=moment, restore_command=site.relay.restore_command)
    recover(site.bench.store, backups(site.bench.store, NAME), site.bench.key, request, Silent())


def recovered(site: Site, moment: datetime, query: str) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Restore to a moment, start a server on the copy, and give what a query and its settings say."""
    folder = data_base() / f"{site.relay.folder.name}-data"
    _recover(site, folder, moment)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    account = server_account()
    log = (site.relay.folder / "log").open("wb")
    process = subprocess.Popen(
        [site.programs / "postgres", "-D", folder, "-p", str(port), "-k", ""],
        stdout=log,
        stderr=log,
        **account.popen_arguments(),
    )
    url = site.cluster.url.replace(f":{port_of(site.cluster.url)}/", f":{port}/")
    try:
        wait_for(lambda: _is_promoted(url) or process.poll() is not None)
        assert process.poll() is None, (site.relay.folder / "log").read_text()
        with psycopg.connect(url) as connection:
            rows = connection.execute(query.encode()).fetchall()[0]
            names = ("archive_mode", "timescaledb.max_background_workers")
            asked = "SELECT current_setting(%s), current_setting(%s)"
            return rows, connection.execute(asked, names).fetchall()[0]
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _is_promoted(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            return connection.execute("SELECT pg_is_in_recovery()").fetchone() == (False,)
    except psycopg.OperationalError:
        return False
