"""Transforms: how a language takes in and gives back values of a type.

All of it changes in place. The functions stand with their arguments' types, as the server prints them.

`members` are functions of extensions that were made while the transform was there, so that the server keeps
it for them: they are made again when it goes. They are not compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, IGNORE, Kind, always
from dbtool.kinds.type_names import types_named
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform(Fact):
    """Transforms."""

    kind: ClassVar[str] = "transform"
    identity: ClassVar[tuple[str, ...]] = ("type", "language")

    type: str
    language: str
    from_sql: Expr | None = None
    to_sql: Expr | None = None
    members: tuple[str, ...] = ()
    comment: str | None = None


def _requires(transform: Transform) -> Iterable[Key]:
    yield Key("language", (transform.language,))
    yield from types_named(transform.type, "public")


KIND = Kind(
    model=Transform,
    fields={
        "from_sql": ALTER,
        "to_sql": ALTER,
        "members": IGNORE,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_transform",
    printed_once=always,
    requires=_requires,
)
