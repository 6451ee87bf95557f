"""Base backups, an archive without gaps, and a restore to a moment."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dbtool.backup import wal
from dbtool.backup.errors import BackupDamaged, NoSuchBackup, PreflightRefused
from dbtool.backup.facts.detail import Hypertable
from dbtool.backup.facts.reading import HASH, contents, inspected, query, read_rows
from dbtool.backup.pitr import check
from dbtool.backup.repository import backups
from dbtool.backup.verify import VerifyRequest, verify
from dbtool.backup.wal_names import next_segment, segment_of
from dbtool.catalog.query import rows
from dbtool.catalog.server import server_info
from dbtool.catalog.session import SET_ALL, SETTINGS
from dbtool.execute.connect import connect
from dbtool.execute.progress import Silent
from dbtool.model.codec import to_json
from dbtool.server.contract import Server
from tests.backup.site import NAME, Site, opened_site, require_community
from tests.backup.support import PLAIN, TICKS, fill
from tests.support.programs import program

INCREMENTAL = 170000
DUE = """
SELECT _timescaledb_functions.stop_background_workers();
ALTER TABLE ticks SET (timescaledb.compress, timescaledb.compress_segmentby = 'symbol');
SELECT count(compress_chunk(c))
FROM (SELECT c FROM show_chunks('ticks', older_than => interval '8 days') AS c) AS x;
SELECT add_retention_policy('ticks', interval '3 days');
"""


@pytest.fixture
def site(server: Server) -> Iterator[Site]:
    options = {
        "shared_preload_libraries": "",
        **({"summarize_wal": "on"} if server.pg >= INCREMENTAL else {}),
    }
    with opened_site(Path(program(server, "initdb")).parent, community=False, options=options) as found:
        yield found


@pytest.fixture(autouse=True)
def named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A project with one database, so that commands of the relay need not name it."""
    (tmp_path / "dbtool.toml").write_text(f"[databases.{NAME}]\n")
    monkeypatch.chdir(tmp_path)


def test_restore_to_a_moment_brings_dropped_rows_back(site: Site, server: Server) -> None:
    site.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    site.base()
    site.execute("INSERT INTO kept SELECT generate_series(1001, 2000)")
    second = site.base(incremental=server.pg >= INCREMENTAL)
    looked = verify(
        site.bench.store,
        backups(site.bench.store, NAME)[-1],
        site.bench.key,
        VerifyRequest(level="drill"),
        Silent(),
    )
    built_on = [second.parent] if server.pg >= INCREMENTAL else []
    assert (looked.ok, looked.details["chain"]) == (True, [*built_on, second.id])
    site.execute("INSERT INTO kept SELECT generate_series(2001, 3000)")
    time.sleep(1.1)
    moment = datetime.now(UTC)
    time.sleep(1.1)
    site.execute("DELETE FROM kept WHERE n > 500; DROP TABLE kept")
    site.archived()
    assert [finding.severity for finding in check(site.bench.store, NAME, None)] == ["ok"]
    asked = """
    SELECT count(*), sum(n), current_setting('archive_mode'),
      current_setting('timescaledb.max_background_workers') FROM kept
    """
    with site.recovered(moment) as url, psycopg.connect(url) as connection:
        assert connection.execute(asked).fetchone() == (3000, 4501500, "off", "0")


@dataclass(frozen=True)
class Facts:
    """What two databases are compared by: every row, every object, chunks and jobs."""

    rows: list[tuple[str, int, str]]
    hypertables: dict[str, Hypertable]
    jobs: list[Any]
    schema: str


def facts(url: str) -> Facts:
    with connect(url, autocommit=True) as connection:
        found = contents(connection, server_info(connection))
        connection.execute(
            SET_ALL, {"names": list(SETTINGS), "values": list(SETTINGS.values())}, prepare=False
        )
        rows_found = list(read_rows(connection, found.relations, HASH))
        jobs = rows(connection, query("jobs.sql"))
        return Facts(rows_found, found.hypertables, jobs, to_json(inspected(connection)))


def test_moment_of_a_hypertable_has_every_row_and_its_due_jobs_are_held(server: Server) -> None:
    if server.edition != "community":
        pytest.skip(f"jobs need the Community edition; this server has {server.edition}")
    programs = Path(program(server, "initdb")).parent
    require_community(programs)
    with opened_site(programs, community=True, options={}) as site:
        fill(site.bench.url, "CREATE EXTENSION timescaledb", PLAIN, TICKS)
        site.base()
        fill(site.bench.url, DUE)
        before = facts(site.bench.url)
        assert before.hypertables["public.ticks"].compressed > 5
        time.sleep(1.1)
        moment = datetime.now(UTC)
        time.sleep(1.1)
        site.execute("DELETE FROM orders WHERE id % 2 = 0 AND id > 500; DROP TABLE lines")
        site.execute("SELECT drop_chunks('ticks', older_than => interval '10 days')")
        site.archived()
        with site.recovered(moment) as url:
            assert facts(url) == before
            # The policy has been due for long: with a scheduler it would have run by now.
            time.sleep(20)
            assert facts(url) == before


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
        site.recover(tmp_path / "data", datetime(2020, 1, 1, tzinfo=UTC))


def test_damaged_base_backup_is_not_restored(site: Site, tmp_path: Path) -> None:
    from dbtool.backup.recovery import unpack, verify_files
    from dbtool.backup.tools import tools_in

    site.base()
    (found,) = backups(site.bench.store, NAME)
    path = site.bench.folder / found.folder / "base.tar.zst.age"
    data = bytearray(path.read_bytes())
    folder = site.folder / "copy"
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
        site.recover(tmp_path / "data", None)
    assert not (tmp_path / "data").exists()


def test_incremental_needs_a_full_one(site: Site, server: Server) -> None:
    if server.pg < INCREMENTAL:
        with pytest.raises(PreflightRefused, match="does not summarize its WAL"):
            site.base(incremental=True)
        return
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
