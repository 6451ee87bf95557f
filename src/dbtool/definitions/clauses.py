"""Pieces of SQL that forms are turned into; every name in them is quoted here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from dbtool.model.quoting import ident, literal, qualified

# What `as_role` begins with.
_AS_ROLE = re.compile(
    r'DO \$body\d*\$DECLARE before text := current_user; BEGIN SET LOCAL ROLE (?:(\w+)|"((?:[^"]|"")+)");'
)
_WORD = re.compile(r"[^\W\d][\w$]*")


def clause(*parts: object) -> str:
    """Join the parts that are text with spaces; what is None, False or empty is left out."""
    return " ".join(part for part in parts if part and isinstance(part, str))


def in_parentheses(items: Iterable[str]) -> str:
    """Give a list in parentheses."""
    return "(" + ", ".join(items) + ")"


def names(values: Iterable[str]) -> str:
    """Give names as a list in parentheses."""
    return in_parentheses(ident(value) for value in values)


def roles(values: Iterable[str]) -> str:
    """Give role names, separated by commas; PUBLIC is a word of its own."""
    return ", ".join(role(value) for value in values)


def role(name: str) -> str:
    """Give a role's name; PUBLIC is a word of its own."""
    return "PUBLIC" if is_public(name) else ident(name)


def is_public(name: str) -> bool:
    """Say whether the name means everyone: no role can be called `public`."""
    return name.lower() == "public"


def options(values: Mapping[str, str]) -> str:
    """Give storage parameters in parentheses; a parameter's name may hold one dot."""
    return in_parentheses(
        clause(qualified(*name.split(".")), "=", literal(value)) for name, value in values.items()
    )


def element(text: str) -> str:
    """Give one element of an index or exclusion constraint.

    A text that starts with a bare word is a column, quoted if it has to be, and what follows (`desc`, an
    operator class) stands as it is; so does any other text, which is an expression.
    """
    first, space, rest = text.partition(" ")
    return ident(first) + space + rest if _WORD.fullmatch(first) else text


def called(function: str) -> str:
    """Give the call of a function that may have been written without parentheses."""
    return function if "(" in function else function + "()"


def relation(path: Sequence[str]) -> str:
    """Give a qualified name."""
    return qualified(*path)


def as_role(name: str, statement: str) -> str:
    """Give a statement that another role runs, which is the only way to name the grantor of a privilege."""
    again = "EXECUTE format('SET LOCAL ROLE %I', before);"
    body = clause("DECLARE before text := current_user; BEGIN SET LOCAL ROLE", ident(name) + ";")
    return clause("DO", dollar_quoted(clause(body, statement.rstrip(";") + ";", again, "END")))


def runs_as(statement: str) -> str | None:
    """Give the role that `as_role` has named in a statement, else None."""
    found = _AS_ROLE.match(statement)
    return None if found is None else found[1] or found[2].replace('""', '"')


def dollar_quoted(body: str) -> str:
    """Give a routine's body between dollar quotes that it does not contain."""
    tag, number = "$body$", 0
    while tag in body:
        number += 1
        tag = f"$body{number}$"
    return f"{tag}{body}{tag}"
