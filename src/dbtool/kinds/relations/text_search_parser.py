"""Text search parsers: five functions, which have to be written in C.

Everything but the comment makes the parser anew, with the configurations that use it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, REPLACE, Kind, always
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSearchParser(Fact):
    """Text search parsers."""

    kind: ClassVar[str] = "text_search_parser"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    start: Expr
    gettoken: Expr
    end: Expr
    lextypes: Expr
    headline: Expr | None = None
    comment: str | None = None


def _requires(parser: TextSearchParser) -> Iterable[Key]:
    yield Key("schema", (parser.schema,))


KIND = Kind(
    model=TextSearchParser,
    fields={
        "start": REPLACE,
        "gettoken": REPLACE,
        "end": REPLACE,
        "lextypes": REPLACE,
        "headline": REPLACE,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_ts_parser",
    printed_once=always,
    requires=_requires,
    namespace="text search parser",
    renames="TEXT SEARCH PARSER",
    moves=True,
)
