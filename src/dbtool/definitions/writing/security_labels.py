"""Security labels, each an entry by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dbtool.definitions.writing.said import Listed, Said
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.access.security_label import SecurityLabel
from dbtool.kinds.routines.aggregate import Aggregate
from dbtool.kinds.routines.function import Function

# The entry's key, where it is not the kind's name.
_KEYS: Mapping[str, str] = {
    **dict.fromkeys(("base_type", "composite_type", "domain", "enum", "range_type"), "type"),
    "continuous_aggregate": "materialized_view",
}


def write_security_labels(facts: Sequence[SecurityLabel], source: Source) -> Iterator[Said]:
    """Give each label."""
    for fact in facts:
        body: dict[str, Any] = {"provider": fact.provider, **_object(fact, source)}
        if fact.column:
            body["column"] = fact.column
        yield Listed("security_labels", Short(body | {"label": fact.label}))


def _object(fact: SecurityLabel, source: Source) -> dict[str, Any]:
    found = source.database.get(fact.on_kind, *fact.on)
    match found:
        case Function():
            key = "procedure" if found.procedure else "function"
            return {key: source.spell(fact.on[:2]) + f"({fact.on[2]})"}
        case Aggregate():
            return {"aggregate": source.spell(fact.on[:2]) + f"({found.signature})"}
    key = _KEYS.get(fact.on_kind, fact.on_kind)
    if not fact.on:
        return {key: True}
    return {key: source.spell(fact.on) if len(fact.on) > 1 else fact.on[0]}
