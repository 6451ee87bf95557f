"""Samples of schemas, extensions, types, sequences and routines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dbtool.kinds.access.role import Role
from dbtool.kinds.relations.domain import Domain
from dbtool.kinds.relations.enum import Enum
from dbtool.kinds.relations.extension import Extension
from dbtool.kinds.relations.schema import Schema
from dbtool.kinds.relations.sequence import Sequence
from dbtool.kinds.relations.sequence_ownership import SequenceOwnership
from dbtool.kinds.routines.function import Function
from dbtool.kinds.routines.trigger import Trigger
from dbtool.model.fact import Expr
from tests.contract.naming import Names
from tests.contract.sample import Sample, Samples, Variation, schema, table


def owners(n: Names) -> tuple[Role, Role]:
    return Role(name=n.role("one")), Role(name=n.role("two"))


def _schema(n: Names) -> list[Sample]:
    fact = Schema(name=n("app"), owner=n.role("one"), comment="one")
    return [Sample(fact, owners(n), {"owner": n.role("two"), "comment": "it's two"})]


def _extension(n: Names) -> list[Sample]:
    fact = Extension(name="pg_trgm", schema=n("app"), version="1.5")
    varied = {
        "schema": n("other"),
        # An extension has scripts for the way up only.
        "version": Variation({"version": "1.6"}, one_way=True),
    }
    owner = {"owner": "who makes it, whom no statement changes"}
    told = Extension(name="hstore", schema=n("app"), comment="one")
    return [
        Sample(fact, (schema(n), Schema(name=n("other"))), varied, owner),
        Sample(told, (schema(n),), {"comment": "it's two"}),
    ]


def _enum(n: Names) -> list[Sample]:
    fact = Enum(schema=n("app"), name=n("mood"), labels=("a", 'it\'s "b" \\'), owner=n.role("one"))
    varied = {"labels": ("é", *fact.labels, "c"), "owner": n.role("two"), "comment": "50% :x"}
    return [Sample(fact, (schema(n), *owners(n)), varied)]


def _domain(n: Names) -> list[Sample]:
    fact = Domain(schema=n("app"), name=n("code"), type=Expr("text"), owner=n.role("one"))
    varied = {
        "type": Expr("character varying(20)"),
        "collation": 'pg_catalog."C"',
        "nullable": False,
        "default": Expr("'x'::text"),
        "checks": {n("check"): "(VALUE > 'a'::text)"},
        "not_valid": Variation({"checks": {n("check"): "(VALUE > 'a'::text)"}, "not_valid": (n("check"),)}),
        "check_comments": Variation(
            {"checks": {n("check"): "(VALUE > 'a'::text)"}, "check_comments": {n("check"): "it's two"}}
        ),
        "owner": n.role("two"),
        "comment": "two",
    }
    world = (schema(n), *owners(n))
    named = Variation({"nullable": False, "not_null": n("there")})
    return [Sample(fact, world, varied), Sample(fact, world, {"not_null": named}, since=17)]


def _sequence(n: Names) -> list[Sample]:
    fact = Sequence(schema=n("app"), name=n("numbers"), owner=n.role("one"))
    varied = {
        "type": Expr("integer"),
        "start": 5,
        "increment": 3,
        "minimum": Variation({"minimum": 2, "start": 2}),
        "maximum": 99,
        "cache": 7,
        "cycle": True,
        "unlogged": True,
        "owner": n.role("two"),
        "comment": "two",
    }
    return [Sample(fact, (schema(n), *owners(n)), varied)]


def _sequence_ownership(n: Names) -> list[Sample]:
    fact = SequenceOwnership(schema=n("app"), sequence=n("numbers"), table=n("orders"), column=n("id"))
    world = (
        *table(n, "orders", id="bigint", other="bigint"),
        *table(n, "items", id="bigint"),
        Sequence(schema=n("app"), name=n("numbers")),
    )
    return [Sample(fact, world, {"column": n("other"), "table": n("items")})]


def _function(n: Names) -> list[Sample]:
    def values(body: str = "select 1", *, argument: str = "a", result: str = "integer") -> dict[str, object]:
        head = f"CREATE OR REPLACE FUNCTION {n.sql('app', 'count')}({n.column(argument)} text)"
        text = f"{head}\n RETURNS {result}\n LANGUAGE sql\nAS $function${body}$function$\n"
        signature = f"{n(argument)} text"
        return {"definition": Expr(text), "result": Expr(result), "signature": Expr(signature)}

    head = f"CREATE OR REPLACE PROCEDURE {n.sql('app', 'count')}(IN {n.column('a')} text)"
    procedure = {
        "procedure": True,
        "result": None,
        "definition": Expr(f"{head}\n LANGUAGE sql\nAS $procedure$select 1$procedure$\n"),
    }
    path: dict[str, Any] = {"schema": n("app"), "name": n("count"), "arguments": "text"}
    fact = Function.from_values({**path, **values(), "owner": n.role("one")})
    varied = {
        "definition": Variation(values("select 2 -- 50% :x \\ 'y' {z}")),
        "signature": Variation(values(argument="b")),
        "result": Variation(values("select '1'", result="text")),
        "procedure": Variation(procedure),
        "owner": n.role("two"),
        "comment": "two",
    }
    return [Sample(fact, (schema(n), *owners(n)), varied)]


def _trigger(n: Names) -> list[Sample]:
    call = Function(
        schema=n("app"),
        name=n("stamp"),
        arguments="",
        result=Expr("trigger"),
        definition=Expr(
            f"CREATE OR REPLACE FUNCTION {n.sql('app', 'stamp')}()\n RETURNS trigger\n LANGUAGE plpgsql\n"
            "AS $function$BEGIN RETURN NEW; END$function$\n"
        ),
    )

    def definition(event: str) -> Expr:
        name, on = n.column("stamped"), n.sql("app", "orders")
        return Expr(
            f"CREATE TRIGGER {name} BEFORE {event} ON {on} "
            f"FOR EACH ROW EXECUTE FUNCTION {n.sql('app', 'stamp')}()"
        )

    fact = Trigger(schema=n("app"), table=n("orders"), name=n("stamped"), definition=definition("INSERT"))
    varied = {"definition": definition("INSERT OR DELETE"), "enabled": "always", "comment": "two"}
    return [Sample(fact, (*table(n, "orders", id="bigint"), call), varied)]


SAMPLES: Mapping[str, Samples] = {
    "schema": _schema,
    "extension": _extension,
    "enum": _enum,
    "domain": _domain,
    "sequence": _sequence,
    "sequence_ownership": _sequence_ownership,
    "function": _function,
    "trigger": _trigger,
}
