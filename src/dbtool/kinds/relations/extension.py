"""Extensions.

Manages the schema and, where declared, the version. What an extension made belongs to it and is no
object of its own. Ignores the extension's comment, which its control file sets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import OPTIONAL, Kind
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


def _requires(extension: Extension) -> Iterable[Key]:
    if extension.schema:
        yield Key("schema", (extension.schema,))


KIND = Kind(
    model=Extension,
    fields={
        "schema": OPTIONAL,
        "version": OPTIONAL,
    },
    source=__file__,
    found_in="pg_extension",
    requires=_requires,
)
