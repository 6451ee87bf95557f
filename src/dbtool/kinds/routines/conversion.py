"""Conversions between encodings.

Owner and comment change in place; encodings, function and whether it is the default make the conversion anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion(Fact):
    """Conversions between encodings."""

    kind: ClassVar[str] = "conversion"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    source: str
    target: str
    function: tuple[str, ...]
    default: bool = False
    owner: str | None = None
    comment: str | None = None


def _requires(conversion: Conversion) -> Iterable[Key]:
    yield Key("schema", (conversion.schema,))


KIND = Kind(
    model=Conversion,
    fields={
        "source": REPLACE,
        "target": REPLACE,
        "function": REPLACE,
        "default": REPLACE,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_conversion",
    requires=_requires,
    namespace="conversion",
    renames="CONVERSION",
    moves=True,
)
