"""Functions, window functions among them, and procedures.

`definition` is the whole statement as pg_get_functiondef prints it. CREATE OR REPLACE puts a new one in
place where arguments' names and the result allow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind, always
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Function(Fact):
    """Functions and procedures."""

    kind: ClassVar[str] = "function"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name", "arguments")

    schema: str
    name: str
    arguments: str
    procedure: bool = False
    result: Expr | None = None
    signature: Expr = Expr("")
    definition: Expr
    owner: str | None = None
    comment: str | None = None


def _requires(function: Function) -> Iterable[Key]:
    yield Key("schema", (function.schema,))


def _must_replace(old: Function, new: Function) -> str | None:
    if old.signature != new.signature:
        return "an argument's name or default changes, which CREATE OR REPLACE refuses"
    if _window(old) != _window(new):
        return "PostgreSQL cannot make a window function of an ordinary one, or the other way round"
    return None


def _window(function: Function) -> bool:
    # Only a body between quotes has words before it, one line of them after that of the language.
    words, _, body = function.definition.partition("\nAS ")
    return bool(body) and any(line.startswith(" WINDOW") for line in words.splitlines())


def _printed_once(function: Function) -> bool:
    # A body between dollar quotes is the author's own; any other one, and a default, is an expression.
    return "\nAS $function" in function.definition and " DEFAULT " not in function.signature


def _mentions(function: Function) -> Iterable[str]:
    # Words of its own and of strings among them: they only put what they name first.
    return frozenset(re.findall(r"\w+", function.definition))


KIND = Kind(
    model=Function,
    fields={
        "procedure": REPLACE,
        "result": REPLACE,
        "signature": ALTER,
        "definition": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_proc",
    printed_once=_printed_once,
    mentions=_mentions,
    requires=_requires,
    must_replace=_must_replace,
    namespace="routine",
    steps_aside=always,
    stubs=True,
    renames="ROUTINE",
    moves=True,
)
