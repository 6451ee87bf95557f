"""Samples of collations, casts, operators and text search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dbtool.kinds.relations.collation import Collation
from dbtool.kinds.relations.enum import Enum
from dbtool.kinds.relations.text_search_configuration import TextSearchConfiguration
from dbtool.kinds.relations.text_search_dictionary import TextSearchDictionary
from dbtool.kinds.relations.text_search_parser import TextSearchParser
from dbtool.kinds.routines.cast import Cast
from dbtool.kinds.routines.function import Function
from dbtool.kinds.routines.operator import Operator
from dbtool.model.fact import Expr
from tests.contract.naming import Names
from tests.contract.sample import Sample, Samples, Variation, schema
from tests.contract.samples_types import owners


def _collation(n: Names) -> list[Sample]:
    fact = Collation(schema=n("app"), name=n("order"), provider="icu", locale="de", owner=n.role("one"))
    apart = {"provider": "libc", "locale": None, "lc_collate": "C", "lc_ctype": "POSIX"}
    varied = {
        "provider": Variation({"provider": "libc", "locale": "C"}),
        "locale": "sv",
        "lc_collate": Variation(apart),
        "lc_ctype": Variation(apart | {"lc_collate": "POSIX", "lc_ctype": "C"}),
        "deterministic": False,
        "owner": n.role("two"),
        "comment": "it's two",
    }
    exempt = {"rules": "only PostgreSQL 16 and later have them"}
    return [Sample(fact, (schema(n), *owners(n)), varied, exempt)]


def _cast(n: Names) -> list[Sample]:
    mood = n.sql("app", "mood")

    def number(word: str) -> Function:
        head = f"CREATE OR REPLACE FUNCTION {n.sql('app', word)}(m {mood})\n RETURNS integer"
        return Function(
            schema=n("app"),
            name=n(word),
            arguments=mood,
            result=Expr("integer"),
            signature=Expr(f"m {mood}"),
            definition=Expr(f"{head}\n LANGUAGE sql\n IMMUTABLE\nAS $function$select 1$function$\n"),
        )

    fact = Cast(source=mood, target="integer", function=Expr(f"{n.sql('app', 'one')}({mood})"))
    varied = {
        "method": Variation({"method": "inout", "function": None}),
        "function": Expr(f"{n.sql('app', 'two')}({mood})"),
        "context": "assignment",
        "comment": "it's two",
    }
    world = (schema(n), Enum(schema=n("app"), name=n("mood"), labels=("a",)), number("one"), number("two"))
    return [Sample(fact, world, varied)]


def _operator(n: Names) -> list[Sample]:
    both: dict[str, Any] = {"schema": n("app"), "left": "integer", "right": "integer"}
    fact = Operator(
        **both,
        name="===",
        function=Expr("int4eq"),
        restrict=Expr("eqsel"),
        join=Expr("eqjoinsel"),
        owner=n.role("one"),
    )
    same = Expr(f"OPERATOR({n.sql('app')}.===)")
    varied = {
        "function": Expr("int4ne"),
        "commutator": same,
        "negator": Variation(
            {"negator": Expr(f"OPERATOR({n.sql('app')}.!==)")},
            beside=(
                Operator(**both, name="!==", function=Expr("int4ne"), negator=same, owner=n.role("one")),
            ),
        ),
        "restrict": Expr("neqsel"),
        "join": None,
        "hashes": Variation({"hashes": True, "commutator": same}),
        "merges": Variation({"merges": True, "commutator": same}),
        "owner": n.role("two"),
        "comment": "it's two",
    }
    return [Sample(fact, (schema(n), *owners(n)), varied)]


def _text_search_dictionary(n: Names) -> list[Sample]:
    fact = TextSearchDictionary(
        schema=n("app"),
        name=n("stems"),
        template=("pg_catalog", "snowball"),
        options={"language": "english", "stopwords": "english"},
        owner=n.role("one"),
    )
    varied = {
        "template": Variation({"template": ("pg_catalog", "simple"), "options": {"accept": "false"}}),
        "options": {"language": "german"},
        "owner": n.role("two"),
        "comment": "it's two",
    }
    return [Sample(fact, (schema(n), *owners(n)), varied)]


def _text_search_configuration(n: Names) -> list[Sample]:
    own = TextSearchDictionary(schema=n("app"), name=n("own"), template=("pg_catalog", "simple"))
    fact = TextSearchConfiguration(
        schema=n("app"),
        name=n("words"),
        mappings={"asciiword": (n.sql("app", "own"), "simple"), "word": ("simple",)},
        owner=n.role("one"),
    )
    varied = {
        "parser": (n("app"), n("parser")),
        "mappings": {"asciiword": ("simple",), "hword": (n.sql("app", "own"),)},
        "owner": n.role("two"),
        "comment": "it's two",
    }
    parser = TextSearchParser(
        schema=n("app"),
        name=n("parser"),
        start=Expr("prsd_start"),
        gettoken=Expr("prsd_nexttoken"),
        end=Expr("prsd_end"),
        lextypes=Expr("prsd_lextype"),
    )
    return [Sample(fact, (schema(n), *owners(n), own, parser), varied)]


SAMPLES: Mapping[str, Samples] = {
    "collation": _collation,
    "cast": _cast,
    "operator": _operator,
    "text_search_dictionary": _text_search_dictionary,
    "text_search_configuration": _text_search_configuration,
}
