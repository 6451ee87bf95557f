"""Schemas.

Manages owner and comment. The schema `public` exists in every database and is never created or dropped
unless a definition says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, Kind
from dbtool.model.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema(Fact):
    """Schemas."""

    kind: ClassVar[str] = "schema"
    identity: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    owner: str | None = None
    comment: str | None = None


KIND = Kind(
    model=Schema,
    fields={
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    holds_data=True,
    renames="SCHEMA",
)
