"""Filters of the DDL templates beyond plain quoting: SQL text, arguments of functions, generated names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from typing import Any, NoReturn

from markupsafe import Markup

from dbtool.errors import DbtoolError
from dbtool.model.quoting import NAME_LISTS, literal, names_in, qualified
from dbtool.render.intervals import may_be_shorter
from dbtool.render.jobs import JOB_FILTERS
from dbtool.render.rows import ROW_FILTERS
from dbtool.render.widening import widens


class CannotAlter(DbtoolError):
    """The server has no way from the old object to the new one."""

    code = "cannot-alter"


def refuse(message: str, hint: str) -> NoReturn:
    """Stop the plan: what the definition asks for cannot be done in place."""
    raise CannotAlter(message, hint=hint)


def dotted(path: Sequence[str]) -> str:
    """Give the path as a person reads it, for notes only: plain text that the guard lets into no SQL."""
    return ".".join(path)


def sql_text(value: str) -> Markup:
    """Let SQL text through that the server printed into a field of plain text (a function's arguments)."""
    return Markup(str(value))


def query(value: str) -> Markup:
    """Give a SELECT to stand inside another statement: without semicolon, safe after a trailing comment."""
    text = str(value).strip().rstrip(";").rstrip()
    return Markup(text + "\n" if "--" in text.rpartition("\n")[2] else text)


def statement(value: str) -> Markup:
    """Give a whole statement, with one semicolon at its end."""
    return query(value) + Markup(";")


def lines(values: Iterable[Markup], indent: int = 2) -> Markup:
    """Give finished pieces of SQL one per line, with commas, for a first line that is indented already."""
    return Markup(",\n" + " " * indent).join(values)


def arguments(pairs: Iterable[tuple[str, Markup | None]], indent: int = 2) -> Markup:
    """Give named arguments one per line; those without a value are left out."""
    return lines((Markup(f"{name} => {value}") for name, value in pairs if value is not None), indent)


def regclass(path: Sequence[str]) -> Markup:
    """Give the relation as a constant of type regclass."""
    return Markup(literal(qualified(*path)) + "::regclass")


def text(value: str | None) -> Markup | None:
    """Give a string constant, or None for no value."""
    return None if value is None else Markup(literal(str(value)))


def number(value: int | None) -> Markup | None:
    """Give a whole number, or None for no value."""
    return None if value is None else Markup(str(int(value)))


def interval(value: str | None) -> Markup | None:
    """Give an interval, or for a column of integers the number; None for no value."""
    if value is None:
        return None
    if value.lstrip("-").isdecimal():
        return Markup(f"{int(value)}::bigint")
    return Markup("interval " + literal(value))


def timestamptz(value: str | None) -> Markup | None:
    """Give a point in time, or None for no value."""
    return None if value is None else Markup(literal(value) + "::timestamptz")


def boolean(value: bool | None) -> Markup | None:
    """Give a truth value, or None for no value."""
    return None if value is None else Markup("TRUE" if value else "FALSE")


def dollar(body: Markup) -> Markup:
    """Give the body of a DO statement between dollar quotes that do not occur in it."""
    tags = ("$dbtool$" if n == 0 else f"$dbtool{n}$" for n in count())
    tag = next(tag for tag in tags if tag not in body)
    return Markup(f"{tag}\n{str(body).strip()}\n{tag}")


def parameter(name: str) -> Markup:
    """Give the name of a setting or storage parameter, which may hold one dot."""
    return Markup(qualified(*name.split(".")))


def parameters(names: Iterable[str]) -> Markup:
    """Give the names of storage parameters for RESET."""
    return Markup(", ").join(parameter(name) for name in names)


def setting(value: str, name: str) -> Markup:
    """Give the value of a setting; a list of names is taken apart, else it would become one name."""
    if name.lower() not in NAME_LISTS:
        return Markup(literal(str(value)))
    parts = names_in(str(value))
    if parts is None:
        raise CannotAlter(f"the list of names {value} has an unclosed quote", hint="close the quote")
    return Markup(", ".join(literal(part) for part in parts) or "''")


def index_keys(definition: str) -> Markup | None:
    """Give what CREATE INDEX says of a key's definition, or None where no index can stand for it."""
    text = str(definition).removeprefix("PRIMARY KEY ").removeprefix("UNIQUE ")
    distinct = text.removeprefix("NULLS NOT DISTINCT ")
    if not distinct.startswith("(") or "WITHOUT OVERLAPS" in distinct:
        return None
    return Markup(distinct + (" NULLS NOT DISTINCT" if distinct != text else ""))


def generated_name(path: Sequence[str], purpose: str) -> str:
    """Give a short name for a helper object that the plan itself drops again; the same for the same path."""
    return f"dbtool_{purpose}_{hashlib.sha256(qualified(*path).encode()).hexdigest()[:12]}"


def changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Give the entries of `new` that `old` has not or has otherwise."""
    return {name: new[name] for name in sorted(new) if name not in old or old[name] != new[name]}


def in_order(values: Mapping[str, Any], order: Iterable[str]) -> dict[str, Any]:
    """Give the entries in that order of their names."""
    return {name: values[name] for name in order if name in values}


def gone(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Give the names in `old` that `new` has not."""
    return sorted(set(old) - set(new))


def names(values: Iterable[str]) -> str:
    """Give words in a row as a person reads them, for notes only."""
    return ", ".join(values)


def with_secrets(options: Mapping[str, str], secret: Iterable[str]) -> dict[str, str]:
    """Give options with the secret ones among them, whose value is a reference to nothing."""
    return {**options, **dict.fromkeys(secret, "env:")}


def variables(secrets: Mapping[str, str], options: Iterable[str]) -> tuple[str, ...]:
    """Give the environment variables that hold the values of these options."""
    return tuple(sorted({secrets[option] for option in options if option in secrets}))


def conninfo(options: Mapping[str, str] | None) -> str:
    """Give what libpq is told as the text of a connection: plain text, to be quoted as a constant."""
    return " ".join(f"{name}={_conninfo_value(text)}" for name, text in (options or {}).items())


def _conninfo_value(text: str) -> str:
    if text and not any(sign.isspace() or sign in "'\\" for sign in text):
        return text
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def literals(values: Iterable[str]) -> Markup:
    """Give string constants in a row, with commas."""
    return Markup(", ".join(literal(str(value)) for value in values))


def jsonb(values: Mapping[str, Any]) -> Markup:
    """Give a constant of type jsonb."""
    return Markup(literal(json.dumps(values, ensure_ascii=False)) + "::jsonb")


FILTERS: Mapping[str, Callable[..., Any]] = {
    **JOB_FILTERS,
    **ROW_FILTERS,
    "arguments": arguments,
    "boolean": boolean,
    "changed": changed,
    "conninfo": conninfo,
    "dollar": dollar,
    "dotted": dotted,
    "generated_name": generated_name,
    "gone": gone,
    "in_order": in_order,
    "index_keys": index_keys,
    "interval": interval,
    "jsonb": jsonb,
    "lines": lines,
    "literals": literals,
    "may_be_shorter": may_be_shorter,
    "names": names,
    "number": number,
    "parameter": parameter,
    "parameters": parameters,
    "query": query,
    "regclass": regclass,
    "setting": setting,
    "sql_text": sql_text,
    "statement": statement,
    "text": text,
    "timestamptz": timestamptz,
    "variables": variables,
    "widens": widens,
    "with_secrets": with_secrets,
}
