"""What is kept: by rules, whatever the clock says and however often a run fails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dbtool.backup.errors import BackupFailed
from dbtool.backup.manifest import ID, new_id
from dbtool.backup.prune import prune
from dbtool.backup.repository import hold
from dbtool.backup.retention import Candidate, Retention, kept
from dbtool.backup.verify import VerifyRequest, verify
from dbtool.execute.progress import Silent
from tests.backup.support import Bench

START = datetime(2026, 3, 29, tzinfo=UTC)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=13)), timezone(timedelta(hours=-9, minutes=-30))])
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=ZONES)
RULES = st.builds(
    Retention,
    last=st.integers(0, 4),
    daily=st.integers(0, 4),
    weekly=st.integers(0, 4),
    monthly=st.integers(0, 4),
    yearly=st.integers(0, 4),
    min_keep=st.integers(0, 4),
)


@st.composite
def found(draw: st.DrawFn) -> list[Candidate]:
    """Backups at any moments, some of them equal, in any state; some build on an earlier one."""
    moments = sorted(draw(st.lists(MOMENTS, max_size=25)))
    made: list[Candidate] = []
    for number, at in enumerate(moments):
        needs = draw(st.sampled_from([(), *((each.id,) for each in made)]))
        made.append(
            Candidate(
                id=f"{number:03}",
                at=at,
                good=draw(st.booleans()),
                verified=draw(st.booleans()),
                held=draw(st.integers(0, 9)) == 0,
                needs=needs,
            )
        )
    return made


@given(found(), RULES)
def test_what_must_stay_stays(candidates: list[Candidate], rule: Retention) -> None:
    stay = kept(candidates, rule)
    by_id = {each.id: each for each in candidates}
    good = [each for each in candidates if each.good]
    verified = [each for each in good if each.verified]
    assert all(each.id in stay for each in candidates if each.held)
    if verified:
        assert max(verified, key=lambda each: (each.at, each.id)).id in stay
    assert sum(each.id in stay for each in good) >= min(len(good), rule.min_keep)
    newest = sorted(good, key=lambda each: (each.at, each.id))[-rule.last :] if rule.last else []
    assert all(each.id in stay for each in newest)
    for name in stay:
        assert all(need in stay for need in by_id[name].needs)


@given(found(), RULES)
def test_order_and_zone_change_nothing(candidates: list[Candidate], rule: Retention) -> None:
    from dataclasses import replace

    elsewhere = [replace(each, at=each.at.astimezone(timezone(timedelta(hours=5)))) for each in candidates]
    assert kept(candidates, rule).keys() == kept(list(reversed(elsewhere)), rule).keys()


@given(found(), RULES)
def test_pruning_again_removes_nothing(candidates: list[Candidate], rule: Retention) -> None:
    stay = kept(candidates, rule)
    left = [each for each in candidates if each.id in stay]
    assert kept(left, rule).keys() == stay.keys()


def test_ids_of_one_second_are_in_order() -> None:
    moments = [START + timedelta(milliseconds=step) for step in range(0, 1000, 7)]
    ids = [new_id(moment) for moment in moments]
    assert ids == sorted(ids)
    assert all(ID.fullmatch(each) for each in ids)


def test_daily_run_keeps_a_ladder() -> None:
    days = [Candidate(id=f"{day:04}", at=START + timedelta(days=day, hours=2)) for day in range(800)]
    rule = Retention(last=2, daily=7, weekly=4, monthly=12, yearly=3, min_keep=1)
    stay: list[Candidate] = []
    for day in days:
        names = kept([*stay, day], rule)
        stay = [each for each in [*stay, day] if each.id in names]
    ages = [(days[-1].at - each.at).days for each in stay]
    assert ages[-7:] == [6, 5, 4, 3, 2, 1, 0]
    assert len(stay) <= 2 + 7 + 4 + 12 + 3
    assert max(ages) > 550


def test_failing_runs_and_prunes_lose_nothing(bench: Bench) -> None:
    rule = Retention(last=1, daily=1, weekly=0, monthly=0, yearly=0, min_keep=1)
    for number in range(3):
        bench.create(moment=START + timedelta(days=number))
    first = bench.backups()[0]
    assert verify(bench.store, first, bench.key, VerifyRequest(level="decode"), Silent()).ok
    for _ in range(10):
        with pytest.raises(BackupFailed):
            bench.create(rate=100_000, timeout_ms=100)
        done = prune(bench.store, bench.name, rule)
        assert (done.removed, "the last run failed" in done.refused) == ((), True)
        assert len(bench.backups()) == 3
    # A clock that jumped ahead and came back.
    bench.create(moment=START + timedelta(days=4000))
    bench.create(moment=START + timedelta(days=3))
    done = prune(bench.store, bench.name, rule)
    assert first.id in done.kept
    assert first.id not in done.removed
    assert done.kept[first.id] == "newest verified"


def test_held_backup_is_not_pruned(bench: Bench) -> None:
    for number in range(4):
        bench.create(moment=START + timedelta(days=number))
    first = bench.backups()[0]
    hold(bench.store, first, "audit")
    rule = Retention(last=1, daily=0, weekly=0, monthly=0, yearly=0, min_keep=1)
    assert prune(bench.store, bench.name, rule, dry_run=True).removed == tuple(
        each.id for each in bench.backups()[1:3]
    )
    assert len(bench.backups()) == 4
    assert len(prune(bench.store, bench.name, rule).removed) == 2
    assert bench.backups()[0].id == first.id
