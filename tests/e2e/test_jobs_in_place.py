"""Policies and jobs that change keep their numbers, and with these their history."""

from __future__ import annotations

from pathlib import Path

import pytest

from dbtool.server.contract import Server
from tests.support.live import rows
from tests.support.projects import Project, command_environment

BEFORE = """\
extensions: {timescaledb: {}}
---
table: ticks
columns: {at: timestamptz not null}
hypertable: at
indexes: {ticks_at: [at]}
compression: {order_by: [at desc], after: 7 days}
retention: {drop_after: 30 days, initial_start: "2030-01-01 00:00:00+00"}
reorder: {index: ticks_at, initial_start: "2030-01-01 00:00:00+00"}
---
continuous_aggregates:
  hourly:
    query: "select time_bucket('1 hour', at) as hour, count(*) as n from ticks group by 1"
    refresh: {start_offset: 3 days, end_offset: 1 hour, schedule: 1 hour}
procedures: {tidy: {arguments: "job_id integer, config jsonb", body: BEGIN NULL; END}}
jobs: {nightly: {procedure: tidy, schedule: 1 day, initial_start: "2030-01-01 00:00:00+00"}}
"""
CHANGES = {
    "after: 7 days": "created_before: 9 days, schedule: 2 hours, timezone: UTC",
    'drop_after: 30 days, initial_start: "2030-01': 'drop_after: 40 days, initial_start: "2031-05',
    "index: ticks_at, initial_start": "index: ticks_at, timezone: UTC, initial_start",
    "start_offset: 3 days, end_offset: 1 hour": "start_offset: 5 days, end_offset: 2 hours, timezone: UTC",
    "schedule: 1 day, initial_start": "schedule: 2 days, timezone: UTC, initial_start",
}
# Not before its start, whatever its interval.
EARLY = """
SELECT proc_name FROM timescaledb_information.jobs
WHERE job_id >= 1000 AND initial_start > now() AND next_start < initial_start
"""
JOBS = """
SELECT proc_name, job_id FROM timescaledb_information.jobs WHERE job_id >= 1000 ORDER BY 1
"""


@pytest.mark.community
def test_changed_policies_and_jobs_keep_their_numbers(
    server: Server, plain_database_url: str, tmp_path: Path
) -> None:
    project = Project(tmp_path, command_environment(server, tmp_path))
    direct = ("apply", "--direct", "--url", plain_database_url, "--yes", "--allow", "all")
    project.write("all.yml", BEFORE)
    project.run(*direct, "--definitions", "all.yml")
    before = rows(plain_database_url, JOBS)
    assert len(before) == 5
    after = BEFORE
    for old, new in CHANGES.items():
        assert old in after
        after = after.replace(old, new)
    project.write("all.yml", after)
    project.run(*direct, "--definitions", "all.yml")
    assert rows(plain_database_url, JOBS) == before
    assert rows(plain_database_url, EARLY) == []
    project.write("all.yml", BEFORE)
    project.run(*direct, "--definitions", "all.yml")
    assert rows(plain_database_url, JOBS) == before
