"""Random schemas over all kinds: the plan between any two runs and is complete, and so is the one back.

`make fuzz` tries as many as wanted; the ones tried here are the same each time, so that a failure is of the
change at hand.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings

from dbtool.server.contract import Server
from tests.property.documents import bring_documents
from tests.property.drawing import chains, document_chains, names_of
from tests.property.dumped import program_for
from tests.property.grammar import Schema
from tests.property.pair import Failed
from tests.property.session import Session
from tests.support.databases import run_name
from tests.support.pipeline import Workbench

# The session stays the same from chain to chain, which is what makes it quick.
A_FEW = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def session(server: Server) -> Iterator[Session]:
    made = Session(server.url, run_name(), program_for(server))
    yield made
    made.close()


@A_FEW
@given(chains(longest=6))
def test_plan_between_any_two_databases_is_complete(session: Session, drawn: list[Schema]) -> None:
    _bring(session, drawn, thorough=False)


@settings(A_FEW, max_examples=3)
@given(chains(longest=2))
def test_proved_plan_between_any_two_databases_is_complete(session: Session, drawn: list[Schema]) -> None:
    _bring(session, drawn, thorough=True)


def test_all_parts_together_are_one_database(session: Session) -> None:
    everything: Schema = {name: {} for name in names_of("", "rare")}

    before = session.refused.copy()
    session.chain([everything])

    # Other tests of the session have drawn what the server may refuse.
    assert session.refused == before


@settings(A_FEW, max_examples=3)
@given(document_chains(longest=2, timescaledb=False))
def test_plan_between_any_two_documents_is_complete(workbench: Workbench, drawn: list[Schema]) -> None:
    bring_documents(workbench, drawn, timescaledb=False)


@pytest.mark.community
@settings(A_FEW, max_examples=2)
@given(document_chains(longest=2, timescaledb=True))
def test_plan_between_any_two_documents_with_timescaledb_is_complete(
    workbench: Workbench, drawn: list[Schema]
) -> None:
    bring_documents(workbench, drawn, timescaledb=True)


def _bring(session: Session, drawn: list[Schema], *, thorough: bool) -> None:
    try:
        session.chain(drawn, thorough=thorough)
    except Failed as error:
        # As a case file takes it.
        note(error.case)
        raise
