"""Who compresses a dump: pg_dump where it can, else we; either restores, by programs that can read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dbtool.backup import tools
from dbtool.backup.errors import PreflightRefused
from dbtool.backup.tools import Tools, find_tools, reading_tools
from tests.backup.support import SLOW_RATE, Bench, programs

# A build of PostgreSQL without zstd, as pg_dump says it.
WITHOUT = """#!/bin/sh
case "$*" in
*--compress=zstd*) echo "pg_dump: error: this build does not support compression with zstd" >&2; exit 1;;
esac
exec REAL "$@"
"""


@pytest.fixture
def found(bench: Bench) -> Tools:
    major = bench.execute("SELECT current_setting('server_version_num')::int / 10000")[0][0]
    found = find_tools(major, say=lambda _line: None)
    if not found.packs:
        pytest.skip(f"the pg_dump {found.version} here was built without zstd")
    return found


def test_dump_is_compressed_by_pg_dump(bench: Bench, found: Tools) -> None:
    dump = bench.create().artifact("dump")
    assert (dump.name, dump.compression) == ("dump.age", "archive")
    # The rows are two hundred times the same letter.
    assert dump.plain_bytes < 5000 * 50
    bench.assert_whole(1)


def test_clear_dump_is_an_archive_that_pg_restore_reads(bench: Bench, found: Tools) -> None:
    dump = bench.create(scheme="none", recipients=()).artifact("dump")
    stored = (bench.folder / bench.last().folder / dump.name).read_bytes()
    assert (dump.name, stored[:5]) == ("dump", b"PGDMP")
    assert (dump.sha256, dump.bytes) == (dump.plain_sha256, dump.plain_bytes)


@pytest.mark.parametrize("how", ["program", "rate", "threads"])
def test_dump_is_compressed_by_us_where_pg_dump_does_not(
    bench: Bench, found: Tools, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {"rate": {"rate": SLOW_RATE * 100}, "threads": {"threads": 2}}.get(how, {})
    with programs(tmp_path / "bin", found.folder, pg_dump=WITHOUT) as folder:
        if how == "program":
            monkeypatch.setenv(tools.VARIABLE, str(folder))
        dump = bench.create(**asked).artifact("dump")
        assert (dump.name, dump.compression) == ("dump.zst.age", "zstd")
        assert dump.plain_bytes > 5000 * 200
        bench.assert_whole(1)


def test_programs_that_cannot_read_a_dump_are_passed_over(
    bench: Bench, found: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = bench.create()
    with programs(tmp_path / "bin", found.folder, pg_dump=WITHOUT) as folder:
        monkeypatch.setattr(tools, "_folders", lambda: [folder, found.folder])
        assert reading_tools(made, say=lambda _line: None).folder == found.folder
        monkeypatch.setattr(tools, "_folders", lambda: [folder])
        monkeypatch.setattr(tools, "_cached", lambda _major, _say: None)
        before = bench.execute("SELECT array_agg(datname ORDER BY 1) FROM pg_database", "postgres")
        with pytest.raises(PreflightRefused, match=r"compressed by zstd, and the pg_restore .* without it"):
            bench.restore()
        assert bench.execute("SELECT array_agg(datname ORDER BY 1) FROM pg_database", "postgres") == before
