"""Materialized views refreshed."""

from __future__ import annotations

import psycopg
import pytest

from dbtool.kinds.upkeep.view_refresh import ViewRefresh
from tests.maintain.support import go, keep, ledger, role, said, states, the_one
from tests.support.live import rows, value

SALES = "CREATE TABLE sales (day date, amount int)"
VIEW = "CREATE MATERIALIZED VIEW totals AS SELECT day, sum(amount) AS amount FROM sales GROUP BY day"
TOTAL = "SELECT sum(amount) FROM totals"


def refresh(*, concurrently: bool = False, name: str = "totals") -> ViewRefresh:
    return ViewRefresh(schema="public", name=name, schedule_interval="1 day", concurrently=concurrently)


@pytest.mark.parametrize("concurrently", [False, True])
def test_view_is_brought_up_to_date(plain_database_url: str, concurrently: bool) -> None:
    url = plain_database_url
    rows(url, SALES)
    rows(url, VIEW)
    rows(url, "CREATE UNIQUE INDEX ON totals (day)")
    rows(url, "INSERT INTO sales VALUES ('2026-01-01', 5)")
    keep(url, refresh(concurrently=concurrently))
    result = the_one(go(url))
    assert result.state == "done"
    assert result.figures["size_after"] > 0
    assert value(url, TOTAL) == 5
    assert go(url).tasks == ()


def test_view_that_was_never_filled_is_refreshed_plainly_first(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, SALES)
    rows(url, f"{VIEW} WITH NO DATA")
    rows(url, "CREATE UNIQUE INDEX ON totals (day)")
    rows(url, "INSERT INTO sales VALUES ('2026-01-01', 5)")
    keep(url, refresh(concurrently=True))
    result = the_one(go(url))
    assert result.notes == ("public.totals was never filled, so it is refreshed plainly this time",)
    assert value(url, TOTAL) == 5


@pytest.mark.parametrize("index", ["", "CREATE UNIQUE INDEX ON totals (day) WHERE amount > 0"])
def test_missing_unique_index_is_a_clear_error(plain_database_url: str, index: str) -> None:
    rows(plain_database_url, SALES)
    rows(plain_database_url, VIEW)
    if index:
        rows(plain_database_url, index)
    keep(plain_database_url, refresh(concurrently=True))
    result = the_one(go(plain_database_url))
    assert result.errors[0].code == "not-concurrently"
    assert "public.totals has no unique index" in said(result)
    assert "declare a unique index on columns of the view" in said(result)


def test_view_is_refreshed_after_what_it_reads(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, SALES)
    rows(url, VIEW)
    rows(url, "CREATE MATERIALIZED VIEW above AS SELECT sum(amount) AS amount FROM totals")
    rows(url, "INSERT INTO sales VALUES ('2026-01-01', 5)")
    keep(url, refresh(name="above"), refresh())
    assert states(go(url)) == [("refresh", "done")] * 2
    assert value(url, "SELECT amount FROM above") == 5


def test_long_reader_is_named_when_nobody_may_read(plain_database_url: str) -> None:
    rows(plain_database_url, SALES)
    rows(plain_database_url, VIEW)
    rows(plain_database_url, "CREATE UNIQUE INDEX ON totals (day)")
    keep(plain_database_url, refresh())
    with psycopg.connect(plain_database_url, application_name="report") as reader:
        reader.execute(TOTAL)
        result = the_one(go(plain_database_url))
        assert result.state == "failed"
        assert "lock timeout" in said(result)
        assert "report" in said(result)
        rows(plain_database_url, "UPDATE dbtool.kept SET fact = fact || '{\"concurrently\": true}'")
        assert the_one(go(plain_database_url)).state == "done"


def test_role_without_the_right_is_told_which(plain_database_url: str) -> None:
    url = plain_database_url
    ledger(url)
    with role(url, "mt_stranger") as stranger:
        rows(url, SALES)
        rows(url, VIEW)
        rows(url, "GRANT USAGE ON SCHEMA dbtool TO mt_stranger")
        rows(url, "GRANT ALL ON ALL TABLES IN SCHEMA dbtool TO mt_stranger")
        keep(url, refresh())
        result = the_one(go(stranger))
        assert result.errors[0].code == "insufficient-rights"
        if value(url, "SELECT current_setting('server_version_num')::int >= 170000"):
            assert "needs the privilege MAINTAIN on public.totals, membership in pg_maintain" in said(result)
            rows(url, "GRANT MAINTAIN ON totals TO mt_stranger")
            assert the_one(go(stranger)).state == "done"
        else:
            assert "has to be the owner of public.totals" in said(result)


def test_view_that_is_gone_or_is_none(plain_database_url: str) -> None:
    rows(plain_database_url, "CREATE VIEW plain AS SELECT 1 AS one")
    keep(plain_database_url, refresh(name="plain"), refresh(name="nowhere"))
    result = go(plain_database_url)
    assert states(result) == [("refresh", "failed")] * 2
    texts = "".join(map(said, result.tasks))
    assert "public.plain is no materialized view any more" in texts
    assert "there is no table or view public.nowhere" in texts
