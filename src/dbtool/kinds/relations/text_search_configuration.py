"""Text search configurations.

`mappings` has for each token type of the parser its dictionaries in order, each as the server prints its
name. Mappings, owner and comment change in place; another parser replaces the configuration.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind
from dbtool.kinds.type_names import path_named
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSearchConfiguration(Fact):
    """Text search configurations."""

    kind: ClassVar[str] = "text_search_configuration"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    parser: tuple[str, ...] = ("pg_catalog", "default")
    mappings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    owner: str | None = None
    comment: str | None = None


def _requires(configuration: TextSearchConfiguration) -> Iterable[Key]:
    yield Key("schema", (configuration.schema,))
    for dictionaries in configuration.mappings.values():
        for text in dictionaries:
            yield Key("text_search_dictionary", path_named(text, configuration.schema))


KIND = Kind(
    model=TextSearchConfiguration,
    fields={
        "parser": REPLACE,
        "mappings": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_ts_config",
    requires=_requires,
    namespace="text search configuration",
    renames="TEXT SEARCH CONFIGURATION",
    moves=True,
)
