"""Procedural languages that no extension brings.

All of it changes in place. `handler`, `inline` and `validator` are functions as the server prints their
names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, Kind, always
from dbtool.model.fact import Expr, Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Language(Fact):
    """Procedural languages."""

    kind: ClassVar[str] = "language"
    identity: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    trusted: bool = False
    handler: Expr
    inline: Expr | None = None
    validator: Expr | None = None
    owner: str | None = None
    comment: str | None = None


KIND = Kind(
    model=Language,
    fields={
        "trusted": ALTER,
        "handler": ALTER,
        "inline": ALTER,
        "validator": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_language",
    printed_once=always,
    renames="LANGUAGE",
)
