"""What an archive of WAL takes and gives back: whole files, each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dbtool.backup import wal
from dbtool.backup.crypt import Clear, key_for
from dbtool.backup.errors import PreflightRefused
from dbtool.backup.manifest import NAME as MANIFEST_NAME
from dbtool.backup.manifest import new_id
from dbtool.backup.pitr import check
from dbtool.backup.prune import prune
from dbtool.backup.recovery import fetch_command
from dbtool.backup.retention import Retention
from dbtool.backup.schedule import archive_settings, push_command
from dbtool.backup.store import open_store
from dbtool.errors import WrongUsage
from tests.backup.samples import MANIFEST
from tests.backup.support import bench_at

NAME = "cluster"


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


def test_archive_elsewhere_is_checked_and_pruned_there(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    bench, archive = bench_at("", tmp_path), open_store(str(tmp_path / "archive"))
    for number in (1, 2, 3):
        file = tmp_path / f"00000001000000000000000{number}"
        file.write_bytes(segment(number=number))
        wal.push(archive, NAME, file, Clear())
    base = replace(
        MANIFEST, id=new_id(), kind="base", artifacts=(), wal_start="0/200000", wal_end="0/200100", timeline=1
    )
    bench.store.put(f"{NAME}/{base.id}/{MANIFEST_NAME}", base.text())
    (found,) = check(bench.store, NAME, None, archive=archive)
    assert (found.severity, "to 000000010000000000000003" in found.message) == ("ok", True)
    assert [each.severity for each in check(bench.store, NAME, None)] == ["error"]
    old = check(bench.store, NAME, None, archive=archive, max_base_age=timedelta(0))
    assert "base backup is" in old[0].message
    prune(bench.store, NAME, Retention(), archive=archive)
    assert [each.name[-1] for each in wal.archived(archive, NAME)] == ["2", "3"]


def test_commands_for_a_server_name_everything_that_it_cannot_know() -> None:
    push = push_command(["/usr/bin/dbtool"], "my db", "/var/b", ["age1abc", "age1def"])
    assert push == (
        "/usr/bin/dbtool backup archive-push %p 'my db' --to /var/b --recipient age1abc --recipient age1def"
    )
    assert "archive_command = '/usr/bin/dbtool backup archive-push %p ''my db''" in archive_settings(push)
    fetch = fetch_command(["dbtool"], "app", "/var/b", Path("/key"))
    assert fetch == "dbtool backup wal fetch %f %p app --from /var/b --identity /key"
