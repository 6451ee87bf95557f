"""Samples of languages, transforms, text search parsers and templates."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.kinds.relations.composite_type import CompositeType
from dbtool.kinds.relations.text_search_parser import TextSearchParser
from dbtool.kinds.relations.text_search_template import TextSearchTemplate
from dbtool.kinds.routines.function import Function
from dbtool.kinds.routines.language import Language
from dbtool.kinds.routines.transform import Transform
from dbtool.model.fact import Expr
from tests.contract.naming import Names
from tests.contract.sample import Sample, Samples, schema
from tests.contract.samples_types import owners


def internal(n: Names, word: str, arguments: str, result: str, symbol: str) -> Function:
    """Give a function of the server's under a name of its own."""
    head = f"CREATE OR REPLACE FUNCTION {n.sql('app', word)}({arguments})\n RETURNS {result}"
    return Function(
        schema=n("app"),
        name=n(word),
        arguments=arguments,
        result=Expr(result),
        signature=Expr(arguments),
        definition=Expr(f"{head}\n LANGUAGE internal\n IMMUTABLE STRICT\nAS $function${symbol}$function$\n"),
    )


def _language(n: Names) -> list[Sample]:
    handler = internal(n, "runs", "", "language_handler", "fmgr_internal_validator")
    fact = Language(name=n("plmine"), handler=Expr("plpgsql_call_handler"), owner=n.role("one"))
    varied = {
        "trusted": True,
        "handler": Expr(n.sql("app", "runs")),
        "inline": Expr("plpgsql_inline_handler"),
        "validator": Expr("plpgsql_validator"),
        "owner": n.role("two"),
        "comment": "it's two",
    }
    return [Sample(fact, (schema(n), *owners(n), handler), varied)]


def _transform(n: Names) -> list[Sample]:
    pair = CompositeType(schema=n("app"), name=n("pair"), attributes=((n("a"), "integer"),))
    type_ = n.sql("app", "pair")
    to_sql = internal(n, "taken", "internal", type_, "record_recv")
    fact = Transform(type=type_, language="sql", from_sql=Expr("prsd_lextype(internal)"))
    name = n.sql("app", "given")
    varied = {
        "from_sql": Expr(f"{name}(internal)"),
        "to_sql": Expr(f"{n.sql('app', 'taken')}(internal)"),
        "comment": "it's two",
    }
    world = (schema(n), pair, to_sql, internal(n, "given", "internal", "internal", "prsd_lextype"))
    return [Sample(fact, world, varied, {"members": "what the server keeps it for, and no property of it"})]


def _text_search_parser(n: Names) -> list[Sample]:
    def own(word: str, arguments: str, result: str, symbol: str) -> tuple[Function, Expr]:
        return internal(n, word, arguments, result, symbol), Expr(n.sql("app", word))

    three = "internal, internal, internal"
    start, start_name = own("begins", "internal, integer", "internal", "prsd_start")
    token, token_name = own("goes_on", three, "internal", "prsd_nexttoken")
    end, end_name = own("ends", "internal", "void", "prsd_end")
    types, types_name = own("types", "internal", "internal", "prsd_lextype")
    fact = TextSearchParser(
        schema=n("app"),
        name=n("words"),
        start=Expr("prsd_start"),
        gettoken=Expr("prsd_nexttoken"),
        end=Expr("prsd_end"),
        lextypes=Expr("prsd_lextype"),
    )
    varied = {
        "start": start_name,
        "gettoken": token_name,
        "end": end_name,
        "lextypes": types_name,
        "headline": Expr("prsd_headline"),
        "comment": "it's two",
    }
    return [Sample(fact, (schema(n), start, token, end, types), varied)]


def _text_search_template(n: Names) -> list[Sample]:
    fact = TextSearchTemplate(schema=n("app"), name=n("plain"), lexize=Expr("dsimple_lexize"))
    varied = {"lexize": Expr("dsynonym_lexize"), "init": Expr("dsimple_init"), "comment": "it's two"}
    return [Sample(fact, (schema(n),), varied)]


SAMPLES: Mapping[str, Samples] = {
    "language": _language,
    "transform": _transform,
    "text_search_parser": _text_search_parser,
    "text_search_template": _text_search_template,
}
