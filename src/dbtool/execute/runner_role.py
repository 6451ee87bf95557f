"""The role that runs everything, which on scratch is the builder and on the live server somebody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from dbtool.kinds.edges import with_known_edges
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key


def under_name(database: Database, role: str, name: str) -> Database:
    """Give the database with every mention of `role` as `name`: a creator, a grantee, one of several roles.

    Who owns what is left as it is: what the builder owns has no declared owner.
    """
    changed = {key: _named(fact, role, name) for key, fact in database.facts.items()}
    if all(new is database.facts[key] for key, new in changed.items()):
        return database
    moved = {key: fact.key for key, fact in changed.items()}
    edges = {moved[key]: _moved(needs, moved) for key, needs in database.edges.items()}
    return with_known_edges({fact.key: fact for fact in changed.values()}, edges, database.unmodelled)


def _moved(needs: Iterable[Key], moved: dict[Key, Key]) -> frozenset[Key]:
    return frozenset(moved.get(need, need) for need in needs)


def _named(fact: Fact, role: str, name: str) -> Fact:
    found: dict[str, Any] = {}
    for field in ("creator", "grantee", "roles", "user"):
        value = getattr(fact, field, None)
        if value == role:
            found[field] = name
        elif isinstance(value, tuple) and role in value:
            found[field] = tuple(sorted(name if one == role else one for one in value))
    return replace(fact, **found) if found else fact
