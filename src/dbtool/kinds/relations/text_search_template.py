"""Text search templates: two functions, which have to be written in C.

Everything but the comment makes the template anew, with the dictionaries that use it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, REPLACE, Kind, always
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSearchTemplate(Fact):
    """Text search templates."""

    kind: ClassVar[str] = "text_search_template"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    lexize: Expr
    init: Expr | None = None
    comment: str | None = None


def _requires(template: TextSearchTemplate) -> Iterable[Key]:
    yield Key("schema", (template.schema,))


KIND = Kind(
    model=TextSearchTemplate,
    fields={
        "lexize": REPLACE,
        "init": REPLACE,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_ts_template",
    printed_once=always,
    requires=_requires,
    namespace="text search template",
    renames="TEXT SEARCH TEMPLATE",
    moves=True,
)
