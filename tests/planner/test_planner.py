"""The planner: order, folding and stepping aside, on facts alone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dbtool.diff.differ import diff
from dbtool.kinds.access.grant import Grant
from dbtool.kinds.access.policy import Policy
from dbtool.kinds.access.role import Role
from dbtool.kinds.access.row_security import RowSecurity
from dbtool.kinds.edges import with_known_edges
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.column_default import ColumnDefault
from dbtool.kinds.relations.constraint import Constraint
from dbtool.kinds.relations.enum import Enum
from dbtool.kinds.relations.index import Index
from dbtool.kinds.relations.materialized_view import MaterializedView
from dbtool.kinds.relations.schema import Schema
from dbtool.kinds.relations.sequence import Sequence
from dbtool.kinds.relations.sequence_ownership import SequenceOwnership
from dbtool.kinds.relations.table import Table
from dbtool.kinds.relations.view import View
from dbtool.kinds.routines.function import Function
from dbtool.model.database import EMPTY, Database
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key
from dbtool.planner.fold import CannotOrder
from dbtool.planner.planner import plan_actions


def database(*facts: Fact, reads: Mapping[Key, set[Key]] | None = None) -> Database:
    found = {key: frozenset(needs) for key, needs in (reads or {}).items()}
    return with_known_edges({fact.key: fact for fact in facts}, found)


def actions(live: Database, wanted: Database) -> list[str]:
    found = plan_actions(diff(live, wanted), live, wanted)
    return [f"{action.verb} {action.key}" for action in found]


def table(name: str) -> Table:
    return Table(schema="s", name=name)


def column(of: str, name: str, type_name: str = "bigint", **values: object) -> Column:
    return Column.from_values({"schema": "s", "table": of, "name": name, "type": Expr(type_name), **values})


def key(of: str, name: str = "pk") -> Constraint:
    return Constraint(
        schema="s", table=of, name=name, type="primary key", definition=Expr("PRIMARY KEY (id)")
    )


def foreign_key(of: str, to: str) -> Constraint:
    return Constraint(
        schema="s",
        table=of,
        name=f"{of}_{to}",
        type="foreign key",
        definition=Expr(f"FOREIGN KEY (id) REFERENCES s.{to}(id)"),
        references=("s", to),
    )


def test_new_columns_and_constraints_go_inside_their_new_table() -> None:
    wanted = database(Schema(name="s"), table("a"), column("a", "id"), key("a"))
    found = plan_actions(diff(EMPTY, wanted), EMPTY, wanted)
    assert [f"{action.verb} {action.key}" for action in found] == ["create schema s", "create table s.a"]
    assert [fact.key.kind for fact in found[1].inside] == ["column", "constraint"]


def test_tables_that_reference_each_other_get_one_key_afterwards() -> None:
    wanted = database(
        *(table(name) for name in "ab"),
        *(column(name, "id") for name in "ab"),
        *(key(name) for name in "ab"),
        foreign_key("a", "b"),
        foreign_key("b", "a"),
    )
    found = actions(EMPTY, wanted)
    assert found[:2] == ["create table s.a", "create table s.b"]
    assert set(found[2:]) == {"create constraint s.a.a_b", "create constraint s.b.b_a"}


def test_dropping_tables_that_reference_each_other_drops_a_key_first() -> None:
    live = database(
        *(table(name) for name in "ab"), key("a"), key("b"), foreign_key("a", "b"), foreign_key("b", "a")
    )
    found = actions(live, EMPTY)
    assert found[-2:] in (["drop table s.b", "drop table s.a"], ["drop table s.a", "drop table s.b"])
    assert all(name.startswith("drop constraint") for name in found[:-2])
    assert found[:-2]


def test_serial_column_gets_sequence_then_table_then_ownership() -> None:
    sequence = Key("sequence", ("s", "q"))
    default = ColumnDefault(schema="s", table="a", column="id", expression=Expr("nextval('s.q'::regclass)"))
    wanted = database(
        table("a"),
        column("a", "id"),
        default,
        Sequence(schema="s", name="q"),
        SequenceOwnership(schema="s", sequence="q", table="a", column="id"),
        reads={default.key: {sequence}},
    )
    assert actions(EMPTY, wanted) == [
        "create sequence s.q",
        "create table s.a",
        "create sequence_ownership s.q",
    ]
    assert actions(wanted, EMPTY) == ["drop sequence_ownership s.q", "drop table s.a", "drop sequence s.q"]


def test_view_steps_aside_for_a_column_type_and_comes_back_with_those_on_it() -> None:
    def state(type_name: str) -> Database:
        low, high = (
            View(schema="s", name="low", definition=Expr("x")),
            View(schema="s", name="high", definition=Expr("y")),
        )
        return database(
            table("a"),
            column("a", "id", type_name),
            low,
            high,
            reads={low.key: {Key("column", ("s", "a", "id"))}, high.key: {low.key}},
        )

    assert actions(state("integer"), state("bigint")) == [
        "drop view s.high",
        "drop view s.low",
        "alter column s.a.id",
        "create view s.low",
        "create view s.high",
    ]


def test_function_replaced_takes_defaults_along_but_not_columns() -> None:
    def state(result: str) -> Database:
        function = Function(
            schema="s", name="f", arguments="", result=Expr(result), definition=Expr(f"… RETURNS {result}")
        )
        default = ColumnDefault(schema="s", table="a", column="id", expression=Expr("s.f()"))
        return database(table("a"), column("a", "id"), function, default, reads={default.key: {function.key}})

    assert actions(state("integer"), state("bigint")) == [
        "drop column_default s.a.id",
        "drop function s.f.",
        "create function s.f.",
        "create column_default s.a.id",
    ]


def test_a_name_is_free_before_another_kind_takes_it() -> None:
    live = database(table("a"))
    wanted = database(View(schema="s", name="a", definition=Expr("SELECT 1")))
    assert actions(live, wanted) == ["drop table s.a", "create view s.a"]


def test_a_replaced_enum_leaves_the_column_that_uses_it() -> None:
    def state(*labels: str) -> Database:
        enum = Enum(schema="s", name="e", labels=labels)
        return database(
            enum, table("a"), column("a", "c", "s.e"), reads={Key("column", ("s", "a", "c")): {enum.key}}
        )

    assert "drop column s.a.c" not in actions(state("x", "y"), state("x"))


def test_indexes_come_last_and_dropped_tables_take_theirs_along() -> None:
    index = Index(schema="s", name="i", table="a", definition=Expr("USING btree (id)"))
    wanted = database(table("a"), column("a", "id"), index, View(schema="s", name="v", definition=Expr("x")))
    assert actions(EMPTY, wanted) == ["create table s.a", "create view s.v", "create index s.i"]
    assert actions(wanted, EMPTY) == ["drop view s.v", "drop table s.a"]


def test_circle_that_cannot_be_cut_is_named() -> None:
    low = MaterializedView(schema="s", name="low", definition=Expr("x"))
    high = MaterializedView(schema="s", name="high", definition=Expr("y"))
    wanted = database(low, high, reads={low.key: {high.key}, high.key: {low.key}})
    said = r"create materialized_view s\.high, create materialized_view s\.low"
    with pytest.raises(CannotOrder, match=said):
        actions(EMPTY, wanted)


def test_same_input_gives_the_same_order() -> None:
    facts = [table(name) for name in "cab"] + [column(name, "id") for name in "bca"]
    assert actions(EMPTY, database(*facts)) == actions(EMPTY, database(*reversed(facts)))


def test_policies_of_a_new_table_come_before_its_grants() -> None:
    reads = Policy(schema="s", table="a", name="p", using=Expr("id IN (SELECT f())"))
    wanted = database(
        Schema(name="s"),
        Role(name="app"),
        table("a"),
        column("a", "id"),
        RowSecurity(schema="s", table="a", forced=True),
        reads,
        Function(schema="s", name="f", arguments="", definition=Expr("CREATE FUNCTION …")),
        Grant(on_kind="table", on=("s", "a"), grantee="app", privileges=("SELECT",)),
        Grant(on_kind="column", on=("s", "a", "id"), grantee="app", privileges=("UPDATE",)),
        Grant(on_kind="schema", on=("s",), grantee="app", privileges=("USAGE",)),
        reads={reads.key: {Key("function", ("s", "f", ""))}},
    )
    found = actions(EMPTY, wanted)
    last = max(found.index(f"create {key}") for key in wanted.facts if key.kind in ("row_security", "policy"))
    first = min(n for n, action in enumerate(found) if action.startswith("create grant"))
    assert last < first


def test_a_right_goes_when_what_takes_its_place_comes() -> None:
    """Between the two other transactions would run, and nobody could read the table."""

    def grant(kind: str, *on: str, grantee: str = "app", privileges: tuple[str, ...] = ("SELECT",)) -> Grant:
        return Grant(on_kind=kind, on=on, grantee=grantee, privileges=privileges)

    base = (Schema(name="s"), Role(name="app"), table("a"), column("a", "id"), column("a", "name"))
    wide = database(
        *base,
        grant("table", "s", "a"),
        grant("table", "s", "a", grantee="gone"),
        Index(schema="s", table="a", name="old", definition=Expr("…")),
    )
    narrow = database(
        *base, grant("column", "s", "a", "id"), Index(schema="s", table="a", name="new", definition=Expr("…"))
    )

    assert actions(wide, narrow) == [
        "drop grant table.s.a.gone",
        "drop index s.old",
        "drop grant table.s.a.app",
        "create grant column.s.a.id.app",
        "create index s.new",
    ]
    assert actions(narrow, wide)[1:3] == ["drop grant column.s.a.id.app", "create grant table.s.a.app"]


def test_what_the_whole_loses_goes_before_what_a_part_gets() -> None:
    """REVOKE … ON TABLE takes the privilege from each column too."""
    base = (Schema(name="s"), Role(name="app"), table("a"), column("a", "id"))

    def rights(of_table: tuple[str, ...], of_column: tuple[str, ...]) -> Database:
        return database(
            *base,
            Grant(on_kind="table", on=("s", "a"), grantee="app", privileges=of_table),
            Grant(on_kind="column", on=("s", "a", "id"), grantee="app", privileges=of_column),
        )

    assert actions(rights(("INSERT", "UPDATE"), ("SELECT",)), rights(("INSERT",), ("SELECT", "UPDATE"))) == [
        "alter grant table.s.a.app",
        "alter grant column.s.a.id.app",
    ]
