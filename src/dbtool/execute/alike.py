"""Which texts must be printed again, and of those that print alike, one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from dbtool.kinds import BY_NAME
from dbtool.kinds.base import Rule
from dbtool.model.database import Database
from dbtool.model.fact import Fact, sql_fields
from dbtool.model.key import Key


def doubtful(database: Database) -> list[Key]:
    """Give the objects whose SQL texts may come out otherwise when the server is given its own print."""
    return [
        key
        for key, fact in database.facts.items()
        if sql_fields(type(fact))
        and not BY_NAME[key.kind].printed_once(fact)
        and any(getattr(fact, name) for name in sql_fields(type(fact)))
    ]


def alike(database: Database, keys: Iterable[Key]) -> list[Sequence[Key]]:
    """Give the keys in groups, each of objects whose texts the server prints in the same way.

    Those are the same words about columns of the same names and types: a thousand tables often share the
    default of `created_at`. What is not part of a table is alone.
    """
    groups: dict[Hashable, list[Key]] = {}
    for key in keys:
        groups.setdefault(_sort(key, database), []).append(key)
    return list(groups.values())


def with_needs(database: Database, keys: Iterable[Key]) -> Database:
    """Give the part of the database that is enough to make these objects: what they need, tables whole."""
    found: set[Key] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key in found or key not in database:
            continue
        found.add(key)
        waiting += database.edges.get(key, ())
        # How the server names columns in a join depends on those that nobody reads too.
        waiting += (child for child in database.children.get(key, ()) if _is_column(child))
    return database.only(key for key in database if key in found)


def _sort(key: Key, database: Database) -> Hashable:
    fact, parent = database.facts[key], database.parents.get(key)
    texts = tuple(getattr(fact, name) for name in sql_fields(type(fact)))
    if parent is None or _names(texts, parent):
        return key
    needs = {parent, *database.edges.get(key, ())}
    return key.kind, texts, frozenset(_seen(need, parent, database) for need in needs)


def _names(texts: Iterable[str | None], parent: Key) -> bool:
    """Whether a text may be about the parent by its name, as a whole row is."""
    return bool(BY_NAME[parent.kind].namespace) and any(parent.path[-1] in text for text in texts if text)


def _seen(need: Key, parent: Key, database: Database) -> Hashable:
    """Give what a text can see of what it needs: of the parent and its parts not whose they are."""
    if need == parent:
        return _shown(database.facts[need])
    if database.parents.get(need) == parent:
        return need.kind, need.path[len(parent.path) :], _shown(database.facts[need])
    return need


def _shown(fact: Fact) -> Hashable:
    rules = BY_NAME[fact.kind].fields
    return tuple(str(getattr(fact, name)) for name, rule in rules.items() if rule is Rule.DISTURB)


def _is_column(key: Key) -> bool:
    kind = BY_NAME[key.kind]
    return kind.folds and kind.holds_data
