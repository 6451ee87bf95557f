"""Functions and procedures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from dbtool.definitions.at import At
from dbtool.definitions.clauses import clause, dollar_quoted
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.base import InSchema
from dbtool.definitions.forms.grants import Grants, add_routine_grants
from dbtool.definitions.forms.values import PlainName, Sql, Text, said
from dbtool.definitions.sql_tokens import lex
from dbtool.kinds.routines.function import Function
from dbtool.model.fact import Expr
from dbtool.model.quoting import ident, literal, qualified

Path = tuple[str, str]
# Settings whose value is a list of names, which one literal would turn into a single name.
_LISTS = ("search_path", "temp_tablespaces", "session_preload_libraries", "local_preload_libraries")


class RoutineForm(InSchema):
    """What functions and procedures have in common."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None
    ONE_OF: ClassVar[tuple[tuple[str, ...], ...]] = (("body", "file"),)

    arguments: Annotated[Text, said("As in CREATE FUNCTION: `a integer, b text default 'x'`.")] = ""
    language: Annotated[PlainName | None, said("plpgsql, unless the body is a plain SQL statement.")] = None
    body: Annotated[Text | None, said("The body, without quotes around it.")] = None
    file: Annotated[Text | None, said("A file with the body, beside this one; its name starts with _.")] = (
        None
    )
    security: Literal["invoker", "definer"] = "invoker"
    set: Annotated[dict[str, Text], said("Settings while it runs, such as search_path.")] = {}
    owner: PlainName | None = None
    comment: Text | None = None
    grants: Grants = {}


class FunctionForm(RoutineForm):
    """A function."""

    returns: Annotated[Sql, said("The result: a type, `setof t`, `table(a integer)`, `trigger`, `void`.")]
    volatility: Literal["volatile", "stable", "immutable"] = "volatile"
    strict: bool = False
    leakproof: bool = False
    parallel: Literal["unsafe", "restricted", "safe"] = "unsafe"
    cost: Text | None = None
    rows: Text | None = None


class ProcedureForm(RoutineForm):
    """A procedure."""


def add_function(form: FunctionForm, name: Path, at: At, out: Collector) -> None:
    """Take in a function."""
    properties = clause(
        form.volatility != "volatile" and form.volatility.upper(),
        form.strict and "STRICT",
        form.leakproof and "LEAKPROOF",
        form.parallel != "unsafe" and "PARALLEL " + form.parallel.upper(),
        form.cost and "COST " + form.cost,
        form.rows and "ROWS " + form.rows,
    )
    _add(form, name, clause("RETURNS", form.returns), properties, at, out)


def add_procedure(form: ProcedureForm, name: Path, at: At, out: Collector) -> None:
    """Take in a procedure."""
    _add(form, name, "", "", at, out)


def _add(form: RoutineForm, name: Path, returns: str, properties: str, at: At, out: Collector) -> None:
    body = form.body if form.file is None else out.body_of(form.file, at["file"])
    if body is None:
        return
    procedure = isinstance(form, ProcedureForm)
    arguments = without_defaults(form.arguments)
    definition = clause(
        "CREATE OR REPLACE",
        "PROCEDURE" if procedure else "FUNCTION",
        f"{qualified(*name)}({form.arguments})",
        returns,
        "LANGUAGE",
        ident(form.language or "plpgsql"),
        properties,
        form.security == "definer" and "SECURITY DEFINER",
        *(_setting(key, value) for key, value in form.set.items()),
        "AS",
        dollar_quoted(body),
    )
    function = Function(
        schema=name[0],
        name=name[1],
        arguments=arguments,
        procedure=procedure,
        result=Expr(returns.removeprefix("RETURNS ")) if returns else None,
        definition=Expr(definition),
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(function, at.key)
    add_routine_grants(form.grants, f"{qualified(*name)}({arguments})", at["grants"], out)
    add_remarks(form, function.key, at, out)


def without_defaults(arguments: str) -> str:
    """Give a routine's arguments without their defaults, as the statements that name a routine want them."""
    kept, depth, start, skipping = [], 0, 0, False
    for token in lex(arguments):
        if token.text in "([":
            depth += 1
        elif token.text in ")]":
            depth -= 1
        elif depth == 0 and token.text == "," and skipping:
            skipping, start = False, token.start
        elif depth == 0 and not skipping and (token.word == "default" or token.text in ("=", ":=")):
            kept.append(arguments[start : token.start].rstrip())
            skipping = True
    if not skipping:
        kept.append(arguments[start:])
    return "".join(kept).strip()


def _setting(name: str, value: str) -> str:
    if name.lower() in _LISTS:
        parts = [part.strip().strip("\"'") for part in value.split(",")]
        return clause("SET", qualified(*name.split(".")), "TO", ", ".join(literal(part) for part in parts))
    return clause("SET", qualified(*name.split(".")), "TO", literal(value))
