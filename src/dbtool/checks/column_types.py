"""Types of columns, taken apart: as the server prints them, or as an author writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dbtool.definitions.sql_tokens import Token, lex

# The words that stand for another name of the same type.
_ALIASES = {
    "int": "integer",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "serial": "integer",
    "serial2": "smallint",
    "serial4": "integer",
    "serial8": "bigint",
    "smallserial": "smallint",
    "bigserial": "bigint",
    "decimal": "numeric",
    "dec": "numeric",
    "float4": "real",
    "float": "double precision",
    "float8": "double precision",
    "bool": "boolean",
    "varchar": "character varying",
    "char": "character",
    "bpchar": "character",
    "varbit": "bit varying",
    "timestamptz": "timestamp with time zone",
    "timetz": "time with time zone",
}
_TWO_WORDS = {
    ("double", "precision"): "double precision",
    ("character", "varying"): "character varying",
    ("char", "varying"): "character varying",
    ("bit", "varying"): "bit varying",
}
_ZONES = {"with": " with time zone", "without": " without time zone"}
INTEGERS = ("smallint", "integer", "bigint")
TEXTS = frozenset({"text", "character varying", "character"})
FLOATS = frozenset({"real", "double precision"})


@dataclass(frozen=True, slots=True)
class TypeParts:
    """A type: its name as the server spells it, what stands in brackets, and whether it is an array."""

    name: str
    modifiers: tuple[str, ...] = ()
    array: bool = False


@cache
def type_parts(text: str) -> TypeParts:
    """Give the parts of `numeric(20,8)`, or of the type that `uuid not null default f()` begins with."""
    tokens = tuple(lex(text))
    name, at = _name(tokens)
    modifiers: tuple[str, ...] = ()
    if at < len(tokens) and tokens[at].text == "(":
        end = next((place for place in range(at, len(tokens)) if tokens[place].text == ")"), len(tokens))
        modifiers = tuple(token.text for token in tokens[at + 1 : end] if token.text != ",")
        at = end + 1
    words = tuple(token.word for token in tokens[at : at + 3])
    if name in {"timestamp", "time"}:
        zoned = words[1:] == ("time", "zone") and words[0] in _ZONES
        name += _ZONES[words[0]] if zoned else _ZONES["without"]
        at += 3 if zoned else 0
    if tokens[0].word == "float" and modifiers:
        name, modifiers = "real" if int(modifiers[0]) < 25 else "double precision", ()
    array = at < len(tokens) and (tokens[at].text == "[" or tokens[at].word == "array")
    return TypeParts(name, modifiers, array)


def _name(tokens: Sequence[Token]) -> tuple[str, int]:
    words = tuple(token.word for token in tokens[:2])
    if words in _TWO_WORDS:
        return _TWO_WORDS[words], 2
    at, found = 0, ""
    while at < len(tokens) and tokens[at].name is not None:
        # A schema before a type of the system says nothing; "char" in quotes is another type than char.
        found, at = _ALIASES.get(tokens[at].word, tokens[at].name or ""), at + 1
        if at >= len(tokens) or tokens[at].text != ".":
            break
        at += 1
    return found, at
