"""A failure is made small: what does not matter to it is left out, and what is left still fails alike."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ruamel.yaml import YAML

from dbtool.model.database import EMPTY
from tests.property.grammar import Schema, statements, with_needs
from tests.property.pair import Failed
from tests.property.shrinking import shrunk
from tests.property.side import Side


def failed(chain: Sequence[Schema], reason: str) -> Failed:
    before, after = (Side(schema, EMPTY, {}, "") for schema in [{}, *chain][-2:])
    error = Failed(before, after, reason)
    error.way = list(chain)
    return error


def attempt(chain: Sequence[Schema]) -> None:
    """Fail where a table is not logged and then has a policy; otherwise than that where nothing is drawn."""
    if not any(chain):
        raise failed(chain, "nothing at all")
    for before, after in pairwise(chain):
        if before.get("plainly", {}).get(0) and "plainly" in after and "alpha_policy" in after:
            raise failed(chain, "policy public.u.own: too bad")


def test_failure_keeps_only_what_it_needs() -> None:
    first = with_needs({"plainly": {0: 1, 1: 1}, "called": {0: 1}, "events_index": {}})
    second = with_needs({"plainly": {0: 1}, "alpha_policy": {1: 1}, "mood": {}})
    chain = [with_needs({"beta": {}}), first, second]

    found = shrunk(failed(chain, "policy public.t.own: too bad"), attempt)

    assert found.way == [{"plainly": {0: 1}}, {"plainly": {}, "alpha": {}, "alpha_policy": {}}]
    (case,) = YAML(typ="safe").load(found.case).values()
    assert case["before"]["sql"].splitlines()[1:] == list(statements(found.way[0]).values())


def test_trials_are_bounded() -> None:
    chain = [with_needs({"plainly": {0: 1}, "called": {}}), with_needs({"plainly": {}, "alpha_policy": {}})]
    error = failed(chain, "policy public.t.own: too bad")

    assert shrunk(error, attempt, most=1) is error
