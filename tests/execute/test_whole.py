"""A plan that is one transaction, whose result is looked at before that ends."""

from __future__ import annotations

import psycopg
import pytest

from dbtool.definitions.contract import Definitions, Statement
from dbtool.errors import Origin, PlanNotProved, StepFailed
from dbtool.execute.apply import NotWhole, run_plan
from dbtool.execute.connect import Connection
from dbtool.execute.proof import Way, prove
from dbtool.execute.scratch import build_wanted
from dbtool.execute.scratch_server import scratch_database
from dbtool.model.database import Database
from dbtool.model.plan import Plan, Step
from dbtool.operations.planning import make_plan
from dbtool.server.contract import Server
from tests.execute.support import concurrent_index, step, value

ONE, TWO = step("CREATE TABLE one ();"), step("CREATE TABLE two ();")
THERE = "SELECT count(*) FROM pg_class WHERE relname IN ('one', 'two')"
OPEN = "SELECT count(*) FROM dbtool.journal WHERE open"


def test_result_is_seen_before_others_see_it(plain_database_url: str) -> None:
    seen = []

    def look(work: Connection) -> None:
        seen.extend(work.execute(THERE).fetchall())
        seen.append((value(plain_database_url, THERE),))

    result = run_plan(plain_database_url, Plan((ONE, TWO)), whole=look)
    assert (result.steps, seen, value(plain_database_url, THERE)) == (2, [(2,), (0,)], 2)


def test_nothing_is_left_of_a_result_that_is_refused(plain_database_url: str) -> None:
    def refuse(_work: Connection) -> None:
        raise NotWhole

    with pytest.raises(NotWhole):
        run_plan(plain_database_url, Plan((ONE, TWO)), whole=refuse)
    assert (value(plain_database_url, THERE), value(plain_database_url, OPEN)) == (0, 0)


@pytest.mark.parametrize("last", [concurrent_index("i", "one (tableoid)"), step("SELECT 1;", alone=True)])
def test_plan_of_several_transactions_is_not_whole(plain_database_url: str, last: Step) -> None:
    with pytest.raises(NotWhole):
        run_plan(plain_database_url, Plan((ONE, last)), whole=lambda _work: None)
    assert value(plain_database_url, THERE) == 0


def test_nothing_is_left_where_a_late_step_fails(plain_database_url: str) -> None:
    failing = step("CREATE TABLE one (x nothing);", "creates table one again")
    with pytest.raises(StepFailed, match="one again"):
        run_plan(plain_database_url, Plan((ONE, TWO, failing)), whole=lambda _work: None)
    assert value(plain_database_url, THERE) == 0


@pytest.fixture
def sides(server: Server) -> tuple[Server, Database, Database]:
    """A scratch server, an empty database and one with a table."""
    table = Statement("CREATE TABLE one (id int PRIMARY KEY, note text DEFAULT 'x');", Origin("one.sql", 1))
    with scratch_database(server.url, say=lambda _: None) as url:
        built = build_wanted(url, Definitions(statements=(table,)))
    return server, built.base, built.wanted


def test_way_back_is_proved_from_where_the_way_there_has_ended(
    sides: tuple[Server, Database, Database],
) -> None:
    server, base, wanted = sides
    there, back = make_plan(base, wanted), make_plan(wanted, base)
    ways = [Way(base, wanted, there.steps, server.pg), Way(wanted, base, back.steps, server.pg)]
    with scratch_database(server.url, say=lambda _: None) as url, psycopg.connect(url) as looking:
        before = looking.execute("SELECT count(*) FROM pg_class").fetchall()
        found = prove(url, ways)
        assert looking.execute("SELECT count(*) FROM pg_class").fetchall() == before
    assert [proof.missing for proof in found] == [(), ()]


def test_steps_that_lead_elsewhere_get_a_second_round(sides: tuple[Server, Database, Database]) -> None:
    server, base, wanted = sides
    with scratch_database(server.url, say=lambda _: None) as url:
        (found,) = prove(url, [Way(base, wanted, (), server.pg)])
    assert {change.key for change in found.missing} == {key for key in wanted if key not in base}


def test_steps_that_fail_are_not_proved(sides: tuple[Server, Database, Database]) -> None:
    server, base, wanted = sides
    twice = make_plan(base, wanted).steps * 2
    with (
        scratch_database(server.url, say=lambda _: None) as url,
        pytest.raises(PlanNotProved, match="already exists"),
    ):
        prove(url, [Way(base, wanted, twice, server.pg)])
