"""The evaluator on small schemas: what it finds, on which relation, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from ruamel.yaml import YAML

from dbtool.rls.evaluate.run import evaluate
from dbtool.rls.results import Evaluation
from tests.rls.bed import Bed, beds
from tests.support.databases import Databases

CASES: dict[str, dict[str, Any]] = YAML(typ="safe").load(
    Path(__file__).with_name("evaluate_cases.yml").read_text()
)
SESSIONS = {"unset": None, "empty": "", "A": 0, "B": 1}
LOCKS = """
SELECT l.relation::regclass::text FROM pg_locks AS l JOIN pg_class AS c ON l.relation = c.oid
JOIN pg_namespace AS n ON c.relnamespace = n.oid
WHERE l.pid = %s AND n.nspname = 'public'
"""


@pytest.fixture(scope="module")
def bed(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    with beds(databases, tmp_path_factory.mktemp("tenancy"), "e") as made:
        yield made


def found(evaluation: Evaluation) -> list[str]:
    marks = {"info": " (info)"}
    return sorted({f"{each.id} {each.object}{marks.get(each.severity, '')}" for each in evaluation.findings})


@pytest.mark.parametrize("name", CASES)
def test_evaluator_finds(bed: Bed, name: str) -> None:
    case = CASES[name]
    review = bed.build(case)
    evaluation = evaluate(bed.connect, review)
    assert found(evaluation) == case.get("finds", []), evaluation
    assert not evaluation.inconclusive
    # Whoever else may log in on this server and reads every table is measured, too.
    measured = {
        (cell.relation, cell.command): cell.measured
        for cell in evaluation.cells
        if cell.role in review.app_roles
    }
    for relation, commands in case.get("matrix", {}).items():
        assert {command: measured[relation, command] for command in commands} == commands
    roles = {cell.role for cell in evaluation.cells}
    assert roles >= {bed.named(role) for role in case.get("roles", [])}
    shown = {each.relation: each.shown for each in evaluation.isolation}
    assert shown.items() >= case.get("shown", {}).items()


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "shows" in case])
def test_defect_is_real(bed: Bed, name: str) -> None:
    case = CASES[name]
    tenancy = bed.build(case).tenancy
    statement, rows, session = (*case["shows"], "A")[:3]
    values = (tenancy.principal and tenancy.principal.values) or tenancy.tenants
    at = SESSIONS[session]
    value = values[at] if isinstance(at, int) and values else at
    with bed.connect() as connection, connection.transaction(force_rollback=True):
        if isinstance(value, str):
            connection.execute("SELECT set_config(%s, %s, true)", [tenancy.setting, value])
        connection.execute(f"SET LOCAL ROLE {bed.app}")
        assert connection.execute(statement).rowcount == rows


class Watched(psycopg.Connection[Any]):
    """A connection of which every statement is followed by a look at the locks that it holds."""

    held: list[str]
    watcher: psycopg.Connection[Any]

    def execute(self, *args: Any, **kwargs: Any) -> psycopg.Cursor[Any]:
        cursor = super().execute(*args, **kwargs)
        self.held += [name for (name,) in self.watcher.execute(LOCKS, [self.info.backend_pid])]
        return cursor


@pytest.mark.parametrize("name", ["membership by a function of its owner", "child through its parent"])
def test_nothing_of_the_database_is_locked(bed: Bed, name: str) -> None:
    review = bed.build(CASES[name])
    held: list[str] = []
    with bed.connect() as watcher:

        def connect() -> psycopg.Connection[Any]:
            connection = Watched.connect(bed.url, autocommit=True)
            connection.held, connection.watcher = held, watcher
            return connection

        evaluation = evaluate(connect, review)
        assert evaluation.cells
        assert not held
        # The watch itself works.
        with connect() as connection, connection.transaction():
            connection.execute("SELECT FROM public.orders")
        assert "orders" in {name.rpartition(".")[2] for name in held}


def test_member_of_the_role_is_enough(bed: Bed) -> None:
    """Who may act as the tested role, and has no right of its own, sees all there is to see."""
    case = CASES["two policies of which one is wider"]
    review = bed.build(case)
    member = f"{bed.app}_member"
    with bed.connect() as connection:
        connection.execute(f"CREATE ROLE {member} LOGIN PASSWORD 'x' IN ROLE {bed.app}")
    try:
        url = make_conninfo(bed.url, user=member, password="x")
        evaluation = evaluate(lambda: psycopg.connect(url, autocommit=True), review)
    finally:
        with bed.connect() as connection:
            connection.execute(f"DROP ROLE {member}")
    assert found(evaluation) == case["finds"]
    assert not evaluation.inconclusive


def test_who_may_not_act_as_the_role_is_told(bed: Bed) -> None:
    review = bed.build(CASES["true for everyone"])
    stranger = f"{bed.app}_stranger"
    with bed.connect() as connection:
        connection.execute(f"CREATE ROLE {stranger} LOGIN PASSWORD 'x'")
    try:
        url = make_conninfo(bed.url, user=stranger, password="x")
        evaluation = evaluate(lambda: psycopg.connect(url, autocommit=True), review)
    finally:
        with bed.connect() as connection:
            connection.execute(f"DROP ROLE {stranger}")
    assert [each.object for each in evaluation.inconclusive] == [bed.app]
    assert not evaluation.findings


def test_function_that_cannot_be_read_is_inconclusive(bed: Bed) -> None:
    case = CASES["membership"] | {
        "policies": """
        CREATE FUNCTION is_mine(asked integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
        DECLARE n integer; BEGIN
          SELECT count(*) INTO n FROM members WHERE tenant_id = asked;
          IF n > 0 THEN RETURN true; END IF; RETURN false; END $$;
        CREATE POLICY own ON orders TO $app USING (is_mine(tenant_id));
        """
    }
    evaluation = evaluate(bed.connect, bed.build(case))
    assert not evaluation.findings
    assert [each.object for each in evaluation.inconclusive] == ["public.orders"]
    assert "is no single query" in evaluation.inconclusive[0].reason
    measured = {(cell.relation, cell.command): cell.measured for cell in evaluation.cells}
    assert measured["public.orders", "select"] == "unknown"


def test_witness_can_be_run(bed: Bed) -> None:
    evaluation = evaluate(bed.connect, bed.build(CASES["public by JSON"]))
    (finding,) = evaluation.findings
    assert finding.evidence.witness["row"] == {"tenant_id": "2", "extra": '{"open": "yes"}'}
    assert finding.evidence.statement
    with bed.connect() as connection:
        cursor = connection.execute(finding.evidence.statement.encode())
        rows = []
        while cursor.nextset():
            rows += cursor.fetchall() if cursor.description else []
    assert rows == [(True,)]


def test_session_that_begins_with_a_tenant_is_told(bed: Bed) -> None:
    review = bed.build(CASES["usual policy is proved"])
    url = make_conninfo(bed.url, options="-c app.tenant=1")
    evaluation = evaluate(lambda: psycopg.connect(url, autocommit=True), review)
    (told,) = evaluation.inconclusive
    assert told.reason == "sessions begin with app.tenant set, so that none which never set it was tried"
