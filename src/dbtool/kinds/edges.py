"""Edges that the kinds themselves know, without a server."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.kinds import BY_NAME
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key


def owner_of(fact: Fact) -> tuple[Key, ...]:
    """Give the key of the role that owns the object, where one is declared."""
    owner = getattr(fact, "owner", None)
    return (Key("role", (owner,)),) if owner else ()


def with_known_edges(
    facts: Mapping[Key, Fact],
    read: Mapping[Key, frozenset[Key]] | None = None,
    unmodelled: tuple[str, ...] = (),
) -> Database:
    """Give the facts as a Database, with each kind's `requires` and `parent` as edges, beside those read.

    Shape: `read` may name keys that are not in `facts`; they are left out.
    """
    edges: dict[Key, frozenset[Key]] = {}
    parents: dict[Key, Key] = {}
    for key, fact in facts.items():
        kind = BY_NAME[key.kind]
        parent = kind.parent(fact)
        needs = {*kind.requires(fact), *owner_of(fact), *((read or {}).get(key, ()))}
        if parent is not None and parent in facts:
            parents[key] = parent
            needs.add(parent)
        edges[key] = frozenset(need for need in needs if need in facts and need != key)
    return Database(facts=dict(facts), edges=edges, parents=parents, unmodelled=unmodelled)
