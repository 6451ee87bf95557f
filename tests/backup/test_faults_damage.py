"""What was changed after it was written is found by the first level already, and never restored."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dbtool.backup.errors import BackupDamaged
from dbtool.backup.repository import Backup
from dbtool.backup.verify import VerifyRequest, verify
from dbtool.errors import DbtoolError
from dbtool.execute.progress import Silent
from tests.backup.support import Bench

FLIPS = 200
PIECE = 64 * 1024
DATABASES = """
SELECT datname FROM pg_database
WHERE starts_with(datname, 'dbtool_restore_') OR starts_with(datname, '{}_back')
"""


def _whole(bench: Bench, backup: Backup, level: str = "checksum") -> bool:
    return verify(bench.store, backup, bench.key, VerifyRequest(level=level), Silent()).ok


def _parts(bench: Bench) -> list[Path]:
    folder = bench.folder / bench.last().folder
    return sorted(path for path in folder.iterdir() if not path.name.startswith("verified-"))


def test_every_flipped_bit_is_found(bench: Bench) -> None:
    bench.create()
    chance = random.Random("flips")
    assert _whole(bench, bench.last())
    for number in range(FLIPS):
        path = _parts(bench)[number % 3]
        data = bytearray(path.read_bytes())
        place = chance.randrange(len(data))
        before = bytes(data)
        data[place] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        found = bench.last() if bench.backups() else None
        assert found is not None
        assert not _whole(bench, found), f"{path.name} at {place}"
        with pytest.raises(DbtoolError):
            bench.restore(found)
        path.write_bytes(before)
        for record in path.parent.glob("verified-*"):
            record.unlink()
    assert bench.execute(DATABASES.format(bench.name), "postgres") == []
    bench.assert_whole(1)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_every_truncation_is_found(bench: Bench, part: int) -> None:
    bench.create()
    path = _parts(bench)[part]
    whole = path.read_bytes()
    cuts = {len(whole) * number // 20 for number in range(20)} | {len(whole) - 1}
    cuts |= set(range(PIECE, len(whole), PIECE))
    for cut in sorted(cuts):
        path.write_bytes(whole[:cut])
        assert not _whole(bench, bench.last()), f"{path.name} of {cut} bytes"
        with pytest.raises(DbtoolError):
            bench.restore(bench.last())
    path.write_bytes(whole)


def test_what_is_damaged_is_listed_as_broken(bench: Bench) -> None:
    bench.create()
    path = next(path for path in _parts(bench) if path.name.startswith("dump"))
    path.write_bytes(path.read_bytes()[:-1])
    assert "bytes instead of" in bench.last().broken
    done = bench.run("backup", "verify", bench.name, "--from", str(bench.folder), "latest")
    assert done.returncode == 2
    done = bench.run("backup", "verify", bench.last().id, "--from", str(bench.folder))
    assert (done.returncode, "is broken" in done.stdout) == (5, True)


def test_right_checksum_of_a_cut_dump_is_found_by_decoding(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pg_dump that ends early and says that all is well."""
    from dbtool.backup.tools import find_tools
    from tests.backup.support import programs

    major = bench.execute("SELECT current_setting('server_version_num')::int / 10000")[0][0]
    real = find_tools(major, say=lambda _line: None).folder
    script = """#!/bin/sh
case "$1" in --version) exec REAL --version;; esac
REAL "$@" | head -c -1000
exit 0
"""
    with programs(tmp_path / "bin", real, pg_dump=script) as folder:
        monkeypatch.setenv("DBTOOL_PG_BIN", str(folder))
        bench.create()
    assert _whole(bench, bench.last(), "checksum")
    assert not _whole(bench, bench.last(), "decode")
    assert bench.last().broken
    with pytest.raises((BackupDamaged, DbtoolError)):
        bench.restore(bench.last())
    assert bench.execute(DATABASES.format(bench.name), "postgres") == []
