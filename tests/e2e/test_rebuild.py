"""What only a new object beside the old one can become, in runs that are killed at any moment."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from dbtool.cli.exit_status import ExitStatus
from tests.e2e.conftest import SETTINGS
from tests.support.databases import Databases
from tests.support.killing import Undisturbed, killed, watched
from tests.support.live import rows, value
from tests.support.projects import Project

MOMENTS = int(os.environ.get("DBTOOL_KILL_MOMENTS", "6"))
SEED = 6
APPLY = ("apply", "--yes", "--allow", "rewrites-table")
TICKS = """\
table: ticks
columns:
  id: bigint not null
  at: timestamptz not null
  seen: timestamptz not null
  symbol: text not null
  price: numeric
unique: {ticks_id: [id, at, symbol]}
indexes: {ticks_at: [at desc]}
hypertable: {by: at, chunk_interval: 1 day, hash: {symbol: 2}}
"""
HOURLY = """\
extensions: [timescaledb]
continuous_aggregates:
  hourly:
    query: |
      select time_bucket('1 hour', at) as bucket, symbol, max(price) as high, count(*) as n
      from ticks group by 1, 2
    refresh: {start_offset: 3 days, end_offset: 1 hour, schedule: 1 day}
views:
  best: select symbol, max(high) as high from hourly group by symbol
  known: select id, at, symbol from ticks
"""
OTHER_QUERY = HOURLY.replace("max(price) as high,", "max(price) as high, min(price) as low,")
OTHER_CHUNKS = TICKS.replace(", hash: {symbol: 2}", "")
ROWS = 120_000
FILL = """
INSERT INTO ticks
SELECT g, t, t + interval '1 minute', 's' || g % 7, g % 1000
FROM generate_series(1, 120000) AS g
CROSS JOIN LATERAL (SELECT timestamptz '2026-01-01' + g * interval '20 seconds' AS t) AS moment
"""
CONTENTS = "SELECT count(*), sum(hashtextextended(t::text, 0)) FROM ticks AS t"
BUCKETS = """
SELECT count(*) FROM (
  (TABLE made EXCEPT ALL TABLE wanted) UNION ALL (TABLE wanted EXCEPT ALL TABLE made)
) AS different
"""
MADE = """
WITH made AS (SELECT bucket, symbol, high, n FROM hourly WHERE bucket < '2026-01-28'),
wanted AS (
  SELECT time_bucket('1 hour', at) AS bucket, symbol, max(price) AS high, count(*) AS n
  FROM ticks WHERE at < '2026-01-28' GROUP BY 1, 2
)
"""
DIMENSIONS = """
SELECT num_dimensions FROM timescaledb_information.hypertables
WHERE (hypertable_schema, hypertable_name) = ('public', 'ticks')
"""
OLD_BUCKETS = "SELECT count(*), sum(n) FROM hourly WHERE bucket < '2026-01-05'"
POLICIES = "SELECT count(*) FROM timescaledb_information.jobs WHERE job_id >= 1000"
LEFT = "SELECT nspname::text FROM pg_namespace WHERE nspname ~ '^dbtool_' ORDER BY 1"
pytestmark = pytest.mark.community


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the definitions, and what says that it is done."""

    name: str
    ticks: str
    hourly: str
    dimensions: int
    columns: int
    kept: list[tuple[str]]


CHANGES = [
    Change("query", TICKS, OTHER_QUERY, 2, 5, [("dbtool_old_1",)]),
    Change("partitions", OTHER_CHUNKS, HOURLY, 1, 4, [("dbtool_old_1",), ("dbtool_old_2",)]),
]


@dataclass(frozen=True, slots=True)
class Changing:
    """A change as a project of two revisions, and the same project when it had the first one only."""

    change: Change
    first: Project
    project: Project

    def filled(self, folder: Path, url: str) -> Project:
        """Give the project on a database that is at the first revision and has rows and buckets."""
        self.first.on(url).run("apply", "--yes")
        rows(url, FILL)
        rows(url, "CALL refresh_continuous_aggregate('hourly', NULL, '2026-01-28')")
        return self.project.copy(folder).on(url)


@pytest.fixture(scope="session", params=CHANGES, ids=lambda change: change.name)
def changing(
    request: pytest.FixtureRequest, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Changing:
    """One of the changes, with its revisions."""
    change: Change = request.param
    folder = tmp_path_factory.mktemp(change.name)
    project = Project(folder / "project", environment)
    project.write("dbtool.toml", SETTINGS)
    project.write("schema/app/ticks.yml", TICKS)
    project.write("schema/app/hourly.yml", HOURLY)
    project.run("revision", "-m", "as it was")
    first = project.copy(folder / "first")
    project.write("schema/app/ticks.yml", change.ticks)
    project.write("schema/app/hourly.yml", change.hourly)
    project.run("revision", "-m", change.name)
    return Changing(change, first, project)


def check_outcome(url: str, change: Change, before: object) -> None:
    """Make sure that the change is made whole, and that no row or bucket is lost or doubled."""
    assert value(url, DIMENSIONS) == change.dimensions
    assert rows(url, CONTENTS) == before
    assert value(url, MADE + BUCKETS) == 0
    columns = "SELECT count(*) FROM pg_attribute WHERE attrelid = 'hourly'::regclass AND attnum > 0"
    assert value(url, columns) == change.columns
    assert value(url, "SELECT count(*) FROM best") == 7
    assert value(url, "SELECT count(*) FROM known") == ROWS
    assert value(url, POLICIES) == 1
    assert rows(url, LEFT) == change.kept
    assert value(url, "SELECT version_num FROM dbtool.alembic_version") == "0002"
    assert value(url, "SELECT count(*) FROM dbtool.journal WHERE open") == 0


@pytest.fixture(scope="session")
def undisturbed(
    changing: Changing,
    tmp_path_factory: pytest.TempPathFactory,
    databases: Databases,
    kept_database: Callable[..., str],
) -> Undisturbed:
    """How long an undisturbed run takes here."""
    url = kept_database(databases.template)
    project = changing.filled(tmp_path_factory.mktemp("undisturbed") / changing.change.name, url)
    before = rows(url, CONTENTS)
    found = watched(project, APPLY)
    check_outcome(url, changing.change, before)
    return found


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_killed_rebuild_is_finished_by_the_next_run(
    changing: Changing, undisturbed: Undisturbed, database_url: str, tmp_path: Path, moment: int
) -> None:
    project = changing.filled(tmp_path / "project", database_url)
    before = rows(database_url, CONTENTS)
    killed(project, APPLY, *undisturbed.moment(random.Random(SEED + moment)))
    project.run(*APPLY)
    check_outcome(database_url, changing.change, before)
    assert project.run("diff").stdout.startswith("app: no differences")


def test_buckets_whose_rows_are_gone_are_not_lost(
    changing: Changing, database_url: str, tmp_path: Path
) -> None:
    project = changing.filled(tmp_path / "project", database_url)
    rows(database_url, "SELECT drop_chunks('ticks', timestamptz '2026-01-05')")
    before, buckets = rows(database_url, CONTENTS), rows(database_url, OLD_BUCKETS)
    if changing.change.name == "query":
        said = project.run(*APPLY, status=ExitStatus.HAZARD_REFUSED).stderr
        assert "deletes-data not allowed" in said
        assert rows(database_url, LEFT) == []
        project.run(*APPLY, "--allow", "deletes-data")
        assert rows(database_url, OLD_BUCKETS) == [(0, None)]
        assert rows(database_url, OLD_BUCKETS.replace("hourly", "dbtool_old_1.hourly")) == buckets
    else:
        project.run(*APPLY)
        assert rows(database_url, OLD_BUCKETS) == buckets
    project.run("rollback", "--yes", "--allow", "rewrites-table")
    assert (rows(database_url, CONTENTS), rows(database_url, OLD_BUCKETS)) == (before, buckets)
    assert value(database_url, DIMENSIONS) == 2
    kept = project.run("rebuilds", "list").stdout
    assert "continuous aggregate that was public.hourly until 20" in kept
    assert "dbtool_old_1." in project.run("status").stdout
    project.run("rebuilds", "drop")
    assert rows(database_url, LEFT) == []
    assert project.run("rebuilds", "list").stdout == "app: nothing is kept\n"
    assert (rows(database_url, CONTENTS), rows(database_url, OLD_BUCKETS)) == (before, buckets)
