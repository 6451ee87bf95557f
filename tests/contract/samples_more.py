"""Samples of aggregates, rules, extended statistics and event triggers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dbtool.kinds.access.role import Role
from dbtool.kinds.relations.rule import Rule
from dbtool.kinds.relations.statistics_object import StatisticsObject
from dbtool.kinds.routines.aggregate import Aggregate
from dbtool.kinds.routines.event_trigger import EventTrigger
from dbtool.kinds.routines.function import Function
from dbtool.model.fact import Expr
from tests.contract.naming import Names
from tests.contract.sample import Sample, Samples, Variation, schema, table
from tests.contract.samples_types import owners


def _aggregate(n: Names) -> list[Sample]:
    plain = {"sfunc": "textcat", "stype": "text", "initcond": "it's \\ 50%"}
    fact = Aggregate(
        schema=n("app"),
        name=n("joined"),
        arguments="text",
        signature=Expr(f"{n.column('a')} text"),
        result=Expr("text"),
        definition=plain,
        owner=n.role("one"),
    )
    moving = {
        "msfunc": "textcat",
        "minvfunc": "textcat",
        "mstype": "text",
        "minitcond": ":x",
        "mfinalfunc": "pg_catalog.upper",
    }
    more = {"finalfunc": "pg_catalog.lower", "sspace": "64", "combinefunc": "textcat", "parallel": "safe"}
    varied = {
        "signature": Expr(f"{n.column('b')} text"),
        "result": Variation(
            {"result": Expr("integer"), "definition": {**plain, "finalfunc": "pg_catalog.length"}}
        ),
        "definition": {"sfunc": "textcat", "stype": "text", **more, **moving},
        "owner": n.role("two"),
        "comment": "it's two",
    }
    return [Sample(fact, (schema(n), *owners(n)), varied)]


def _rule(n: Names) -> list[Sample]:
    def definition(above: int) -> Expr:
        head = f"CREATE OR REPLACE RULE {n.column('kept')} AS\n    ON DELETE TO {n.sql('app', 'orders')}"
        return Expr(f"{head}\n   WHERE (old.{n.column('id')} > {above}) DO INSTEAD NOTHING;")

    fact = Rule(schema=n("app"), table=n("orders"), name=n("kept"), definition=definition(5))
    varied = {"definition": definition(6), "enabled": "replica", "comment": "it's two"}
    return [Sample(fact, table(n, "orders", id="bigint"), varied)]


def _statistics_object(n: Names) -> list[Sample]:
    def values(kinds: str, on: str) -> dict[str, Any]:
        head = f"CREATE STATISTICS {n.sql('app', 'together')}{kinds}"
        text = f"{head} ON {n.column('code')}, {n.column('id')} FROM {n.sql('app', on)}"
        return {"on": (n("app"), n(on)), "definition": Expr(text)}

    fact = StatisticsObject(schema=n("app"), name=n("together"), **values("", "orders"), owner=n.role("one"))
    varied = {
        "on": Variation(values("", "items")),
        "definition": values(" (mcv)", "orders")["definition"],
        "target": 7,
        "owner": n.role("two"),
        "comment": "it's two",
    }
    columns = {"id": "bigint", "code": "text"}
    world = (*table(n, "orders", **columns), *table(n, "items", **columns)[1:], *owners(n))
    return [Sample(fact, world, varied)]


def _event_trigger(n: Names) -> list[Sample]:
    def seen(name: str) -> Function:
        head = f"CREATE OR REPLACE FUNCTION {n.sql('app', name)}()\n RETURNS event_trigger"
        return Function(
            schema=n("app"),
            name=n(name),
            arguments="",
            result=Expr("event_trigger"),
            definition=Expr(f"{head}\n LANGUAGE plpgsql\nAS $function$BEGIN END$function$\n"),
        )

    one, two = Role(name=n.role("one"), superuser=True), Role(name=n.role("two"), superuser=True)
    fact = EventTrigger(
        name=n("watch"), event="ddl_command_end", function=(n("app"), n("seen")), owner=n.role("one")
    )
    varied = {
        "event": "ddl_command_start",
        "tags": ("ALTER TABLE", "CREATE TABLE"),
        "function": (n("app"), n("other")),
        "enabled": "always",
        "owner": n.role("two"),
        "comment": "it's two",
    }
    return [Sample(fact, (schema(n), one, two, seen("seen"), seen("other")), varied)]


SAMPLES: Mapping[str, Samples] = {
    "aggregate": _aggregate,
    "rule": _rule,
    "statistics_object": _statistics_object,
    "event_trigger": _event_trigger,
}
