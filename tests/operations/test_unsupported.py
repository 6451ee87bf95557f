"""Options of a membership that an old server does not know are refused, and not left out in silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dbtool.errors import WrongUsage
from dbtool.kinds.access.membership import Membership
from dbtool.kinds.access.role import Role
from dbtool.kinds.edges import with_known_edges
from dbtool.model.database import EMPTY, Database
from dbtool.operations.planning import make_plan

PLAIN = Membership(role="readers", member="app")


def _wanted(membership: Membership, *, inherit: bool = True) -> Database:
    facts = (Role(name="readers"), Role(name="app", inherit=inherit), membership)
    return with_known_edges({fact.key: fact for fact in facts}, {})


@pytest.mark.parametrize(
    ("membership", "option"),
    [
        (replace(PLAIN, set_role=False), "set: false"),
        (replace(PLAIN, inherit=False), "inherit: false"),
    ],
)
def test_option_of_a_membership_is_refused_before_16(membership: Membership, option: str) -> None:
    wanted = _wanted(membership)
    with pytest.raises(WrongUsage, match=f"app in readers says {option}, which PostgreSQL 15 cannot hold"):
        make_plan(EMPTY, wanted, version=150000)
    assert "WITH ADMIN FALSE" in make_plan(EMPTY, wanted, version=160000).steps[-1].sql


def test_option_that_says_what_is_so_anyway_is_taken() -> None:
    wanted = _wanted(replace(PLAIN, inherit=False, set_role=True), inherit=False)
    assert make_plan(EMPTY, wanted, version=150000).steps[-1].sql.endswith("GRANT readers TO app;")
