"""Foreign-data wrappers of a database's own; those of an extension belong to it.

Manages handler, validator, options, owner and comment, all in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, Kind
from dbtool.model.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignDataWrapper(Fact):
    """A foreign-data wrapper; `handler` and `validator` are paths of functions."""

    kind: ClassVar[str] = "foreign_data_wrapper"
    identity: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    handler: tuple[str, ...] = ()
    validator: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None
    comment: str | None = None


KIND = Kind(
    model=ForeignDataWrapper,
    fields={
        "handler": ALTER,
        "validator": ALTER,
        "options": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_foreign_data_wrapper",
    renames="FOREIGN DATA WRAPPER",
)
