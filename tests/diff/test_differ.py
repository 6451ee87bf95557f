"""The differ: one change per key, decided by the kinds' field rules."""

from __future__ import annotations

from pathlib import Path

from dbtool.diff import differ
from dbtool.diff.differ import diff
from dbtool.kinds import KINDS
from dbtool.kinds.access.policy import Policy
from dbtool.kinds.access.role import Role
from dbtool.kinds.edges import with_known_edges
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.table import Table
from dbtool.model.change import Alter, Create, Drop, Replace
from dbtool.model.database import EMPTY, Database
from dbtool.model.fact import Expr, Fact


def database(*facts: Fact) -> Database:
    return with_known_edges({fact.key: fact for fact in facts})


def test_policy_command_change_is_a_replacement() -> None:
    old = Policy(schema="s", table="t", name="own", command="all", using=Expr("true"))
    new = Policy(schema="s", table="t", name="own", command="select", using=Expr("true"))
    assert diff(database(old), database(new)) == [
        Replace(old, new, ("command",), "command cannot be altered")
    ]


def test_policy_roles_change_in_place() -> None:
    old = Policy(schema="s", table="t", name="own", using=Expr("true"))
    new = Policy(schema="s", table="t", name="own", roles=("app",), using=Expr("true"))
    assert diff(database(old), database(new)) == [Alter(old, new, ("roles",))]


def test_an_owner_that_nobody_declared_is_left_alone() -> None:
    old, new = Table(schema="s", name="t", owner="postgres"), Table(schema="s", name="t")
    assert diff(database(old), database(new)) == []
    assert diff(database(new), database(old)) == [Alter(new, old, ("owner",))]


def test_the_position_of_a_column_is_not_compared() -> None:
    old = Column(schema="s", table="t", name="c", position=1, type=Expr("text"))
    new = Column(schema="s", table="t", name="c", position=2, type=Expr("text"))
    assert diff(database(old), database(new)) == []


def test_a_role_that_no_definition_names_is_never_dropped() -> None:
    assert diff(database(Role(name="dba")), EMPTY) == []
    assert diff(EMPTY, database(Role(name="app"))) == [Create(Role(name="app"))]


def test_create_and_drop_by_key() -> None:
    left, right = Table(schema="s", name="a"), Table(schema="s", name="b")
    assert diff(database(left), database(right)) == [Drop(left), Create(right)]


def test_the_differ_names_no_kind() -> None:
    text = Path(differ.__file__).read_text(encoding="utf-8")
    assert not [kind.name for kind in KINDS if f'"{kind.name}"' in text or f"_{kind.name}(" in text]
