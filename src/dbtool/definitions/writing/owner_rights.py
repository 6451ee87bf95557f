"""Privileges that no form says as well: owners' own, those on what extensions made, what roles pass on."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.definitions.clauses import as_role, clause, role
from dbtool.definitions.privileges import Change
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
    "language": "LANGUAGE",
    "range_type": "TYPE",
    "base_type": "TYPE",
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
        holder = ident(owner) if owner else "CURRENT_USER"
        column = f" ({ident(fact.on[2])})" if fact.on_kind == "column" else ""
        target = _target(fact)
        yield Statement(Key("grant", ()), clause(f"REVOKE ALL{column} ON", target, "FROM", holder))
        if fact.privileges:
            words = ", ".join(word + column for word in fact.privileges)
            yield Statement(Key("grant", ()), clause("GRANT", words, "ON", target, "TO", holder))


def on_what_extensions_made(source: Source) -> Iterator[Statement]:
    """Give the statements that give and take more than the extensions' scripts do."""
    for fact in source.database.of_kind("grant"):
        if not isinstance(fact, Grant) or fact.extension is None or source.base.facts.get(fact.key) == fact:
            continue
        plain = tuple(word for word in fact.privileges if word not in fact.grantable)
        columns = fact.on[2:] if fact.on_kind == "column" else ()
        for change in (
            Change((fact.grantee,), fact.revoked, revoke=True),
            Change((fact.grantee,), plain),
            Change((fact.grantee,), fact.grantable, grantable=True),
        ):
            if change.privileges:
                yield Statement(Key("grant", ()), change.sql(_target(fact), columns))


def passed_on(source: Source) -> Iterator[Statement]:
    """Give the statements by which roles pass on what they may."""
    for fact in source.database.of_kind("grant"):
        if not isinstance(fact, Grant) or fact.on_kind == "database":
            continue
        column = f" ({ident(fact.on[2])})" if fact.on_kind == "column" else ""
        for grantor, words in fact.by_others.items():
            for word in words.split(", "):
                grant = clause(
                    "GRANT", word.removesuffix("*") + column, "ON", _target(fact), "TO", role(fact.grantee)
                )
                option = word.endswith("*") and "WITH GRANT OPTION"
                yield Statement(Key("grant", ()), as_role(grantor, clause(grant, option)))


def _target(fact: Grant) -> str:
    word = _WORDS.get(fact.on_kind, "TABLE")
    arguments = f"({fact.on[2]})" if word == "ROUTINE" else ""
    return f"{word} {qualified(*fact.on[:2])}{arguments}"
