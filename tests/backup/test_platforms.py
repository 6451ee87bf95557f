"""The databases of this repository, with rows in hypertables and compressed chunks, there and back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from dbtool.backup.drill import Scratch, drill
from dbtool.backup.facts.detail import Detail, read_detail
from dbtool.backup.parts import extracted
from dbtool.backup.repository import manifest_of
from dbtool.execute.progress import Silent
from dbtool.server.cluster import start_cluster
from dbtool.server.contract import Server, with_database
from tests.backup.filling import fill_platform
from tests.backup.site import require_community
from tests.backup.support import Bench, bench_at
from tests.support.programs import program
from tests.support.projects import PLATFORMS, UNWANTED, copy_repository

# No policy is to change anything between the dump and the comparison.
QUIET = {"timescaledb.max_background_workers": "0"}
COMPRESS = """
SELECT count(compress_chunk(c, true)) FROM timescaledb_information.hypertables AS h
CROSS JOIN LATERAL show_chunks(
  format('%I.%I', h.hypertable_schema, h.hypertable_name)::regclass, older_than => interval '20 days'
) AS c WHERE h.compression_enabled
"""
AGGREGATES = (
    "SELECT format('%I.%I', view_schema, view_name) FROM timescaledb_information.continuous_aggregates"
)


@pytest.fixture(scope="module")
def own_server(server: Server) -> Iterator[str]:
    """A server for the platforms alone, since their roles belong to the cluster."""
    if server.edition == "none":
        pytest.skip("the platforms need TimescaleDB; this server has none")
    folder = Path(program(server, "initdb")).parent
    community = server.edition == "community"
    if community:
        require_community(folder)
    license_ = {} if community else {"timescaledb.license": "apache"}
    cluster = start_cluster(folder, community=community, options={**QUIET, **license_})
    yield cluster.url
    cluster.close()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("platforms") / "project"
    copy_repository(folder)
    return folder


@pytest.mark.parametrize("name", PLATFORMS)
def test_platform_comes_back_whole(own_server: str, project: Path, tmp_path: Path, name: str) -> None:
    with psycopg.connect(own_server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = with_database(own_server, name)
    environment = {key: value for key, value in os.environ.items() if key not in UNWANTED}
    done = subprocess.run(
        [
            sys.executable, "-m", "dbtool", "apply", name, "--url", url, "--scratch-url", own_server, "--yes",
            "--allow", "all", "--community-features", "emulate",
        ],
        cwd=project,
        env={**environment, "OCTOPUS_APP_PASSWORD": "never told"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    filled = fill_platform(url)
    bench = bench_at(url, tmp_path)
    compressed = _finish(url)
    manifest = bench.create(fingerprint="hash")
    assert sum(count > 1 for count in filled.values()) >= len(filled) / 2, filled
    assert sum(manifest.tables.values()) >= sum(filled.values())
    found = drill(bench.store, bench.last(), bench.key, Scratch(), Silent())
    assert found["compared"]["rows"] == sum(manifest.tables.values())
    if compressed:
        assert sum(each.compressed for each in detail_of(bench).hypertables.values()) == compressed


def detail_of(bench: Bench) -> Detail:
    found = bench.last()
    part = manifest_of(found).artifact("detail")
    return read_detail(extracted(bench.store, found.folder, part, bench.key), found.folder)


def _finish(url: str) -> int:
    """Compress and refresh what can be, and give the number of compressed chunks."""
    with psycopg.connect(url, autocommit=True) as connection:
        there = connection.execute("SELECT FROM pg_extension WHERE extname = 'timescaledb'").fetchone()
        if there is None:
            return 0
        try:
            count = connection.execute(COMPRESS).fetchall()[0][0]
        except psycopg.errors.FeatureNotSupported:
            return 0
        for (view,) in connection.execute(AGGREGATES).fetchall():
            connection.execute(
                "CALL refresh_continuous_aggregate(%s, NULL, now() - interval '20 days')", [view]
            )
        return int(count)
