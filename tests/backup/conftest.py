"""Databases with a repository beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dbtool.server.contract import Server
from tests.backup.support import PLAIN, POLICIES, TICKS, Bench, bench_at, fill


@pytest.fixture
def bench(plain_database_url: str, tmp_path: Path) -> Iterator[Bench]:
    """A database without TimescaleDB."""
    fill(plain_database_url, PLAIN)
    found = bench_at(plain_database_url, tmp_path)
    yield found
    found.close()


@pytest.fixture
def timescale_bench(database_url: str, server: Server, tmp_path: Path) -> Iterator[Bench]:
    """A database with a hypertable; with compressed chunks, an aggregate and a policy where there can be."""
    fill(database_url, PLAIN, TICKS, *([POLICIES] if server.edition == "community" else []))
    found = bench_at(database_url, tmp_path)
    yield found
    found.close()
