"""Text search dictionaries.

Options, owner and comment change in place; another template replaces the dictionary. Options have the
words and values that the template knows; what a file of the server's says is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSearchDictionary(Fact):
    """Text search dictionaries."""

    kind: ClassVar[str] = "text_search_dictionary"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    template: tuple[str, ...]
    options: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None
    comment: str | None = None


def _requires(dictionary: TextSearchDictionary) -> Iterable[Key]:
    yield Key("schema", (dictionary.schema,))


KIND = Kind(
    model=TextSearchDictionary,
    fields={
        "template": REPLACE,
        "options": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_ts_dict",
    requires=_requires,
    namespace="text search dictionary",
    renames="TEXT SEARCH DICTIONARY",
    moves=True,
)
