"""Extensions.

Manages the schema and, where declared, the version and the comment: one that is not the control file's.
What an extension made belongs to it and is no object of its own, but what somebody gave or took there of
rights is a `grant`. Ignores the owner, whom nothing alters, the rows of the tables that it has for its own
settings, and what else somebody did to its objects, which pg_dump does not write either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import IGNORE, OPTIONAL, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension(Fact):
    """Extensions."""

    kind: ClassVar[str] = "extension"
    identity: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    schema: str | None = None
    version: str | None = None
    owner: str | None = None
    comment: str | None = None


def _requires(extension: Extension) -> Iterable[Key]:
    if extension.schema:
        yield Key("schema", (extension.schema,))


KIND = Kind(
    model=Extension,
    fields={
        "schema": OPTIONAL,
        "version": OPTIONAL,
        "owner": IGNORE,
        "comment": OPTIONAL,
    },
    source=__file__,
    found_in="pg_extension",
    requires=_requires,
)
