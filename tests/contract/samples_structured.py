"""Samples of composite and range types."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.kinds.relations.composite_type import CompositeType
from dbtool.kinds.relations.range_type import RangeType
from dbtool.kinds.routines.function import Function
from dbtool.model.fact import Expr
from tests.contract.naming import Names
from tests.contract.sample import Sample, Samples, schema
from tests.contract.samples_types import owners

READ = "read from what uses the type, and never asked for"


def _composite_type(n: Names) -> list[Sample]:
    first, second = (n("a"), "integer"), (n("b"), "text", 'pg_catalog."C"')
    fact = CompositeType(
        schema=n("app"),
        name=n("pair"),
        attributes=(first, second),
        comments={n("a"): "it's one"},
        owner=n.role("one"),
    )
    varied = {
        "attributes": ((n("a"), "bigint"), (n("c"), "text", 'pg_catalog."C"'), (n("d"), "date")),
        "comments": {n("b"): "50% :x"},
        "owner": n.role("two"),
        "comment": "it's two",
    }
    return [Sample(fact, (schema(n), *owners(n)), varied, {"stored": READ, "named": READ})]


def _range_type(n: Names) -> list[Sample]:
    def apart(body: str, name: str) -> Function:
        head = f"CREATE OR REPLACE FUNCTION {n.sql('app', name)}(text, text)\n RETURNS double precision"
        return Function(
            schema=n("app"),
            name=n(name),
            arguments="text, text",
            result=Expr("double precision"),
            signature=Expr("text, text"),
            definition=Expr(f"{head}\n LANGUAGE sql\n IMMUTABLE\nAS $function${body}$function$\n"),
        )

    one, two = apart("select 1.0", "one"), apart("select 2.0", "two")
    fact = RangeType(
        schema=n("app"),
        name=n("span"),
        subtype=Expr("text"),
        subtype_diff=(n("app"), n("one")),
        multirange=(n("app"), n("spans")),
        owner=n.role("one"),
    )
    varied = {
        "opclass": ("pg_catalog", "text_pattern_ops"),
        "collation": ("pg_catalog", "C"),
        "subtype_diff": (n("app"), n("two")),
        "multirange": (n("app"), n("many")),
        "owner": n.role("two"),
        "comment": "it's two",
    }
    plain = RangeType(
        schema=n("app"), name=n("span"), subtype=Expr("integer"), multirange=(n("app"), n("spans"))
    )
    exempt = {"canonical": "a function of the type itself, which has to be written in C"}
    return [
        Sample(fact, (schema(n), *owners(n), one, two), varied, exempt),
        Sample(plain, (schema(n),), {"subtype": Expr("numeric")}),
    ]


SAMPLES: Mapping[str, Samples] = {
    "composite_type": _composite_type,
    "range_type": _range_type,
}
