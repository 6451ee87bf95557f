"""What a database that moves between the editions of TimescaleDB holds, and how it is brought there."""

from __future__ import annotations

from dbtool.cli.exit_status import ExitStatus
from tests.e2e.conftest import EMULATE
from tests.support.live import rows
from tests.support.projects import Project

SETTINGS = '[databases.app]\n\n[targets.live]\nurl = "env:DBTOOL_TEST_LIVE"\n'
DEFINITIONS = """\
extensions: {timescaledb: {}}
---
table: ticks
columns: {at: timestamptz not null, s: text, n: int}
hypertable: {by: at, chunk_interval: 1 day}
retention: 30 days
---
continuous_aggregates:
  hourly:
    query: >-
      select time_bucket('1 hour', at) as hour, s, count(*) as n, sum(n) as total
      from ticks group by 1, 2
    comment: per hour
    indexes: {hourly_s: [s]}
    grants: {public: [select]}
    refresh: {start_offset: 3 days, end_offset: 1 hour, schedule: 1 hour}
  daily:
    query: "select time_bucket('1 day', hour) as day, sum(n) as n from hourly group by 1"
    materialized_only: false
    refresh: {start_offset: 5 days, end_offset: 1 hour, schedule: 1 hour}
views: {best: "select s, max(n) as n from hourly group by s"}
"""
FILL = """
INSERT INTO ticks SELECT now() - i * interval '6 hours', 'a', i FROM generate_series(0, 160) AS i
"""
# Both of what is older than any refresh, so that it may not change any more.
OLD = """
SELECT 'hour', hour, s, n, total FROM hourly WHERE hour < now() - interval '6 days'
UNION ALL SELECT 'day', day, '', n, NULL FROM daily WHERE day < now() - interval '6 days'
ORDER BY 1, 2, 3
"""
JOBS = "SELECT job_id FROM timescaledb_information.jobs WHERE job_id >= 1000 ORDER BY 1"

# What the definitions become while the database is about to move.
CHANGED = """\
extensions: {timescaledb: {}}
---
table: ticks
columns: {at: timestamptz not null, s: text, n: int, note: text}
hypertable: {by: at, chunk_interval: 2 days}
retention: {drop_after: 40 days, schedule: 12 hours}
indexes: {ticks_s: [s]}
---
continuous_aggregates:
  hourly:
    query: >-
      select time_bucket('1 hour', at) as hour, s, count(*) as n, sum(n) as total
      from ticks group by 1, 2
    comment: by the hour
    indexes: {hourly_n: [n]}
    grants: {public: [select]}
    refresh: {start_offset: 4 days, end_offset: 2 hours, schedule: 1 hour}
  daily:
    query: "select time_bucket('1 day', hour) as day, sum(n) as n from hourly group by 1"
    materialized_only: true
  weekly: "select time_bucket('7 days', at) as week, count(*) as n from ticks group by 1"
views: {best: "select s, min(n) as n from hourly group by s"}
procedures: {tidy: {arguments: "job_id integer, config jsonb", body: BEGIN NULL; END}}
jobs: {nightly: {procedure: tidy, schedule: 1 day}}
"""


def converges(project: Project) -> None:
    """Apply what the move leaves to be done, and let nothing be left then."""
    there = ("--target", "live", *EMULATE)
    differs = project.run("diff", *there, status=ExitStatus.DIFFERENCES)
    assert "drift" not in differs.stdout
    project.run("apply", *there, "--yes", "--allow", "all")
    assert project.run("diff", *there, "--format", "sql").stdout == ""
    project.run("verify", *there)


def maintain(project: Project) -> None:
    """Do now what is done without the Community edition."""
    project.run("maintain", "run", "--target", "live", "--force", "--wait")


def run_jobs(project: Project) -> None:
    """Do now what the Community edition does."""
    for (job,) in rows(project.url, JOBS):
        rows(project.url, "CALL run_job(%s)", [job])
