"""What owners have on their own objects, where it is less than everything: statements that name the owner."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.definitions.clauses import clause
from dbtool.definitions.writing.said import Statement
from dbtool.definitions.writing.source import Source
from dbtool.kinds.access.grant import OWNER, Grant
from dbtool.model.key import Key
from dbtool.model.quoting import ident, qualified

_WORDS = {
    "aggregate": "ROUTINE",
    "composite_type": "TYPE",
    "domain": "TYPE",
    "enum": "TYPE",
    "foreign_data_wrapper": "FOREIGN DATA WRAPPER",
    "function": "ROUTINE",
    "range_type": "TYPE",
    "schema": "SCHEMA",
    "sequence": "SEQUENCE",
    "server": "FOREIGN SERVER",
}


def owner_rights(source: Source) -> Iterator[Statement]:
    """Give the statements that leave owners with what they have."""
    for fact in source.database.of_kind("grant"):
        if not isinstance(fact, Grant) or fact.grantee != OWNER or source.base.facts.get(fact.key) == fact:
            continue
        path = fact.on[:2] if fact.on_kind == "column" else fact.on
        key = source.relations.get(path) or Key(fact.on_kind, path)
        owner = getattr(source.database.facts.get(key), "owner", None)
        role = ident(owner) if owner else "CURRENT_USER"
        column = f" ({ident(fact.on[2])})" if fact.on_kind == "column" else ""
        target = _target(fact)
        yield Statement(Key("grant", ()), clause(f"REVOKE ALL{column} ON", target, "FROM", role))
        if fact.privileges:
            words = ", ".join(word + column for word in fact.privileges)
            yield Statement(Key("grant", ()), clause("GRANT", words, "ON", target, "TO", role))


def _target(fact: Grant) -> str:
    word = _WORDS.get(fact.on_kind, "TABLE")
    arguments = f"({fact.on[2]})" if word == "ROUTINE" else ""
    return f"{word} {qualified(*fact.on[:2])}{arguments}"
