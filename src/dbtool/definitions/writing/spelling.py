"""Names, types, intervals and SQL as an author spells them; each reads again as what it was."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from dbtool.definitions.printed import check_expression
from dbtool.definitions.sql_tokens import Token, lex

_SIMPLE = re.compile(r'[^\s".]+')
# The server's long names of types, and the short ones of the same grammar rule.
_TYPES = (
    (re.compile(r"character varying(\(\d+\))?((?:\[\])*)"), r"varchar\1\2"),
    (re.compile(r"character(\(\d+\))((?:\[\])*)"), r"char\1\2"),
    (re.compile(r"timestamp(\(\d\))? with time zone((?:\[\])*)"), r"timestamptz\1\2"),
    (re.compile(r"timestamp(\(\d\))? without time zone((?:\[\])*)"), r"timestamp\1\2"),
    (re.compile(r"time(\(\d\))? with time zone((?:\[\])*)"), r"timetz\1\2"),
    (re.compile(r"time(\(\d\))? without time zone((?:\[\])*)"), r"time\1\2"),
)
_CLOCK = re.compile(r"(?P<days>.* )?(?P<hours>\d\d+):(?P<minutes>\d\d):(?P<seconds>\d\d)")
_WHOLE = re.compile(r"0|-?[1-9]\d{0,15}")
_REAL = re.compile(r"-?\d+\.\d+")


def part(name: str) -> str:
    """Give one part of a name, in double quotes where it has a dot, a space or a quote."""
    return name if _SIMPLE.fullmatch(name) else '"' + name.replace('"', '""') + '"'


def spelled(path: Sequence[str], schema: str) -> str:
    """Give a name, without its schema where that is `schema`."""
    shown = path[1:] if len(path) == 2 and path[0] == schema else path
    return ".".join(map(part, shown))


def data_type(text: str) -> str:
    """Give a type by its short name: `varchar(20)` for `character varying(20)`."""
    for pattern, short in _TYPES:
        if pattern.fullmatch(text):
            return pattern.sub(short, text)
    return text


def interval(text: str) -> str | int:
    """Give an interval in words: `1 hour` for `01:00:00`; a number where time is one."""
    if _WHOLE.fullmatch(text):
        return int(text)
    found = _CLOCK.fullmatch(text)
    if found is None or "-" in (found["days"] or ""):
        return text
    counts = [(int(found[name]), name.removesuffix("s")) for name in ("hours", "minutes", "seconds")]
    words = [f"{count} {unit}{'s' if count != 1 else ''}" for count, unit in counts if count]
    return (found["days"] or "") + (" ".join(words) or "0 seconds")


def sql(text: str) -> Any:
    """Give SQL text as a value: a number or truth value where it is one, lines where it has several."""
    bare = text.strip()
    return bare + "\n" if "\n" in bare else scalar(bare)


def scalar(text: str) -> Any:
    """Give the number or truth value that the text spells, else the text."""
    if text in ("true", "false"):
        return text == "true"
    if _WHOLE.fullmatch(text):
        return int(text)
    if _REAL.fullmatch(text) and repr(float(text)) == text:
        return float(text)
    return text


def scalars(values: Mapping[str, str]) -> dict[str, Any]:
    """Give options by name, in the order in which the server keeps them."""
    return {name: scalar(value) for name, value in values.items()}


def bare(expression: str) -> str:
    """Give an expression without brackets around all of it."""
    return check_expression(f"({expression})")


def default(expression: str, type_: str) -> str:
    """Give a column's default without the cast to the column's own type behind a constant."""
    base = re.sub(r"\(\d+(?:,\d+)?\)", "", type_)
    suffix = f"::{base}"
    constant = expression.removesuffix(suffix)
    if constant == expression:
        return expression
    tokens: list[Token] = list(lex(constant))
    return constant if len(tokens) == 1 and tokens[0].kind == "single_quote" else expression


def described(fact: Any) -> dict[str, Any]:
    """Give the comment and the owner of an object, where it has them."""
    values = {"comment": fact.comment, "owner": fact.owner}
    return {name: value for name, value in values.items() if value is not None}


def for_file(statement: str) -> str:
    """Give SQL that is the same after any system has turned its line ends into its own."""
    if "\r" not in statement:
        return statement
    text, copied = "", 0
    for token in lex(statement):
        if "\r" in token.text and token.string is not None:
            escaped = token.string.replace("\\", "\\\\").replace("'", "''").replace("\r", "\\r")
            text += statement[copied : token.start] + f"E'{escaped}'"
            copied = token.end
    return text + statement[copied:]
