"""Database: every fact of one database and what depends on what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True)
class Database:
    """An immutable map from key to fact, with the edges between them.

    Shape: `edges[a]` holds the keys that `a` needs in order to exist, all of them present in `facts`;
           `parents[a]` is the object that takes `a` along when it is dropped.
           `unmodelled` names objects in scope that no kind claims.
    """

    facts: Mapping[Key, Fact] = field(default_factory=dict)
    edges: Mapping[Key, frozenset[Key]] = field(default_factory=dict)
    parents: Mapping[Key, Key] = field(default_factory=dict)
    unmodelled: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Key]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)

    def __contains__(self, key: object) -> bool:
        return key in self.facts

    def get(self, kind: str, *path: str) -> Fact | None:
        """Give the fact of that kind and path, or None."""
        return self.facts.get(Key(kind, path))

    def of_kind(self, kind: str) -> list[Fact]:
        """Give the facts of one kind, ordered by key."""
        return [self.facts[key] for key in sorted(self.facts) if key.kind == kind]

    @cached_property
    def dependents(self) -> Mapping[Key, frozenset[Key]]:
        """The edges turned round: `dependents[a]` holds the keys that need `a`."""
        turned: dict[Key, set[Key]] = {}
        for key, needs in self.edges.items():
            for need in needs:
                turned.setdefault(need, set()).add(key)
        return {key: frozenset(needing) for key, needing in turned.items()}

    @cached_property
    def children(self) -> Mapping[Key, tuple[Key, ...]]:
        """`parents` turned round, each list sorted."""
        turned: dict[Key, list[Key]] = {}
        for child, parent in self.parents.items():
            turned.setdefault(parent, []).append(child)
        return {parent: tuple(sorted(found)) for parent, found in turned.items()}

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all facts: two databases with the same one hold the same objects."""
        digest = hashlib.sha256()
        for key in sorted(self.facts):
            text = json.dumps([key, self.facts[key].values()], sort_keys=True, ensure_ascii=False)
            digest.update(text.encode())
        return digest.hexdigest()

    def only(self, keys: Iterable[Key]) -> Database:
        """Give the part of the database that has these keys, edges to others left out."""
        kept = {key: self.facts[key] for key in keys if key in self.facts}
        return Database(
            facts=kept,
            edges={key: self.edges.get(key, frozenset()) & kept.keys() for key in kept},
            parents={k: p for k, p in self.parents.items() if k in kept and p in kept},
            unmodelled=self.unmodelled,
        )

    def counts(self) -> dict[str, int]:
        """Give the number of objects of each kind."""
        found: dict[str, int] = {}
        for key in self.facts:
            found[key.kind] = found.get(key.kind, 0) + 1
        return found


EMPTY = Database()


def changed_fields(old: Fact, new: Fact) -> dict[str, tuple[Any, Any]]:
    """Give each field that differs with both its values; the two facts are of one kind."""
    return {
        name: (getattr(old, name), getattr(new, name))
        for name in type(old).__dataclass_fields__
        if getattr(old, name) != getattr(new, name)
    }
