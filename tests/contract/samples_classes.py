"""Samples of operator families, operator classes and conversions."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.kinds.routines.conversion import Conversion
from dbtool.kinds.routines.operator_class import OperatorClass
from dbtool.kinds.routines.operator_family import OperatorFamily
from dbtool.model.fact import Expr
from tests.contract.naming import Names
from tests.contract.sample import Sample, Samples, Variation, schema
from tests.contract.samples_types import owners

CROSS = "(integer, bigint)"


def _operator_family(n: Names) -> list[Sample]:
    fact = OperatorFamily(
        schema=n("app"),
        name=n("numbers"),
        method="btree",
        members={f"OPERATOR 1 {CROSS}": "<(integer,bigint)"},
        owner=n.role("one"),
    )
    members = {
        f"OPERATOR 3 {CROSS}": "=(integer,bigint)",
        f"FUNCTION 1 {CROSS}": "btint48cmp(integer,bigint)",
    }
    varied = {"members": members, "owner": n.role("two"), "comment": "it's two"}
    return [Sample(fact, (schema(n), *owners(n)), varied)]


def _operator_class(n: Names) -> list[Sample]:
    def family(word: str, method: str) -> OperatorFamily:
        return OperatorFamily(schema=n("app"), name=n(word), method=method)

    both = "(integer, integer)"
    members = {f"OPERATOR 1 {both}": "=(integer,integer)", f"FUNCTION 1 {both}": "hashint4(integer)"}
    fact = OperatorClass(
        schema=n("app"),
        name=n("ops"),
        method="hash",
        type=Expr("integer"),
        family=(n("app"), n("one")),
        members=members,
        owner=n.role("one"),
    )
    varied = {
        "family": (n("app"), n("two")),
        "members": {**members, f"OPERATOR 1 {both}": "<>(integer,integer)"},
        "owner": n.role("two"),
        "comment": "it's two",
    }
    points = OperatorClass(
        schema=n("app"), name=n("spots"), method="gist", type=Expr("point"), family=(n("app"), n("three"))
    )
    more = {
        "type": Expr("circle"),
        "storage": Expr("box"),
    }
    exempt = {"default": "PostgreSQL has one for each of its own types"}
    world = (schema(n), *owners(n), family("one", "hash"), family("two", "hash"), family("three", "gist"))
    return [Sample(fact, world, varied, exempt), Sample(points, world, more)]


def _conversion(n: Names) -> list[Sample]:
    fact = Conversion(
        schema=n("app"),
        name=n("mine"),
        source="LATIN1",
        target="UTF8",
        function=("pg_catalog", "iso8859_1_to_utf8"),
        owner=n.role("one"),
    )
    back = ("pg_catalog", "utf8_to_iso8859_1")
    varied = {
        "source": Variation({"source": "LATIN5", "function": ("pg_catalog", "iso8859_to_utf8")}),
        "target": Variation({"source": "UTF8", "target": "LATIN1", "function": back}),
        "function": Variation({"source": "UTF8", "target": "LATIN1", "function": back}),
        "default": True,
        "owner": n.role("two"),
        "comment": "it's two",
    }
    return [Sample(fact, (schema(n), *owners(n)), varied)]


SAMPLES: Mapping[str, Samples] = {
    "operator_family": _operator_family,
    "operator_class": _operator_class,
    "conversion": _conversion,
}
