"""When tasks are due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dbtool.execute.connect import connect
from dbtool.execute.maintain.schedule import Standing, standings
from dbtool.execute.maintain.task import Task
from dbtool.kinds.timescale.job import Job
from tests.maintain.support import ledger
from tests.support.live import rows

JOB = Job(procedure_schema="public", procedure="p", name="j", schedule_interval="1 day")
DONE = """
    INSERT INTO dbtool.maintenance
      (run, run_at, task, kind, path, state, started_at, finished_at, open, version)
    VALUES (gen_random_uuid(), %s, 'job', 'job', ARRAY['public', 'p', 'j'], %s, %s, %s, false, '0')
"""


def standing(url: str, **schedule: Any) -> Standing:
    task = Task(**{"name": "job", "fact": JOB, "every": "1 day", **schedule})
    with connect(url, autocommit=True) as connection:
        (found,) = standings(connection, [task])
    return found


def done(url: str, at: datetime, state: str = "done") -> None:
    rows(url, DONE, [at, state, at, at])


def ago(**span: float) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) - timedelta(**span)


@pytest.mark.parametrize(
    ("hours", "due", "overdue"),
    [(1, False, False), (23, False, False), (23.9, True, False), (25, True, False), (49, True, True)],
)
def test_due_an_interval_after_it_was_done(
    plain_database_url: str, hours: float, due: bool, overdue: bool
) -> None:
    ledger(plain_database_url)
    done(plain_database_url, ago(hours=hours))
    found = standing(plain_database_url)
    assert (found.due.now, found.due.overdue) == (due, overdue)
    assert found.due.at == found.done_at + timedelta(days=1) if found.done_at else False


@pytest.mark.parametrize("state", ["failed", "interrupted", "stopped", "started"])
def test_only_success_counts(plain_database_url: str, state: str) -> None:
    ledger(plain_database_url)
    done(plain_database_url, ago(hours=30))
    done(plain_database_url, ago(hours=1), state)
    found = standing(plain_database_url)
    assert (found.state, found.due.now) == (state, True)


def test_never_run_is_due(plain_database_url: str) -> None:
    ledger(plain_database_url)
    found = standing(plain_database_url)
    assert (found.state, found.due.now, found.due.overdue, found.due.at) == (None, True, False, None)


def test_never_run_for_longer_than_an_interval_after_the_last_apply_is_overdue(
    plain_database_url: str,
) -> None:
    ledger(plain_database_url)
    rows(
        plain_database_url,
        """
        INSERT INTO dbtool.journal
          (run, revision, direction, step, sql_hash, note, state, started_at, finished_at, open, version)
        VALUES (gen_random_uuid(), '1', 'up', 0, 'x', 'x', 'done', %s, %s, false, '0')
        """,
        [ago(hours=25), ago(hours=25)],
    )
    assert standing(plain_database_url).due.overdue
    assert not standing(plain_database_url, every="2 days").due.overdue


def test_nothing_is_due_before_its_start(plain_database_url: str) -> None:
    ledger(plain_database_url)
    start = ago(hours=-5)
    for fixed in (True, False):
        found = standing(plain_database_url, start=start.isoformat(), fixed=fixed)
        assert (found.due.now, found.due.at) == (False, start)


def test_fixed_schedule_keeps_its_hour_however_late_it_ran(plain_database_url: str) -> None:
    ledger(plain_database_url)
    start = ago(days=10, hours=2)
    done(plain_database_url, ago(days=1, hours=1))
    found = standing(plain_database_url, start=start.isoformat(), fixed=True)
    # Its last slot was two hours ago, and the one before an hour before it was done.
    assert (found.due.now, found.due.at) == (True, start + timedelta(days=10))
    done(plain_database_url, ago(hours=1))
    found = standing(plain_database_url, start=start.isoformat(), fixed=True)
    assert (found.due.now, found.due.at) == (False, start + timedelta(days=11))


def test_fixed_schedule_goes_by_the_clocks_of_its_zone(plain_database_url: str) -> None:
    ledger(plain_database_url)
    done(plain_database_url, datetime(2026, 3, 28, 12, tzinfo=UTC))
    winter = "2026-01-05 02:00:00+00"  # three in the morning in Berlin
    found = standing(plain_database_url, start=winter, fixed=True, timezone="Europe/Berlin")
    # The clocks went forward that night: three is one hour earlier in UTC.
    assert found.due.at == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert standing(plain_database_url, start=winter, fixed=True).due.at == datetime(
        2026, 3, 29, 2, tzinfo=UTC
    )


@pytest.mark.parametrize("every", ["1 mon", "3 mons", "1 year", "7 days", "01:00:00"])
def test_fixed_schedule_finds_the_next_slot_over_many_years(plain_database_url: str, every: str) -> None:
    ledger(plain_database_url)
    start, moment = "1990-01-15 03:00:00+00", datetime(2026, 5, 20, 12, tzinfo=UTC)
    done(plain_database_url, moment)
    found = standing(plain_database_url, start=start, fixed=True, every=every)
    (expected,) = rows(
        plain_database_url,
        """
        SELECT min(at) FROM generate_series(timestamp '1990-01-15 03:00', '2028-01-01', %s::interval) AS at
        WHERE at > '2026-05-20 12:00'
        """,
        [every],
    )[0]
    assert found.due.at == expected.replace(tzinfo=UTC)


def test_task_that_is_held_is_never_due(plain_database_url: str) -> None:
    ledger(plain_database_url)
    assert not standing(plain_database_url, held="its schedule is off").due.now
