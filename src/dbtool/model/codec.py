"""The JSON form of a database: one object per line, sorted by key, so that a diff of it reads well."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any

from dbtool.model.database import Database
from dbtool.model.fact import Fact, Row, shape_of
from dbtool.model.key import Key

# The server keeps storage parameters and what a connection is in the order given, and a dump shows it.
_ORDERED = frozenset({"options", "connection"})


def to_json(database: Database) -> str:
    """Give the database as JSON text, the same bytes for the same database.

    Shape: an object with `facts`, each with `kind`, `fact` (fields that are not the default), and, where
           there are any, `parent` and `needs` (without the parent, which is always needed); and `unmodelled`.
    """
    lines = ",\n".join(_line(database, key) for key in sorted(database.facts))
    unmodelled = ",\n".join(_dumps(name) for name in sorted(database.unmodelled))
    return f'{{"facts": [\n{lines}\n],\n"unmodelled": [\n{unmodelled}\n]}}\n'


def from_json(text: str, models: Mapping[str, type[Fact]]) -> Database:
    """Give the database that `to_json` wrote; `models` gives each kind's dataclass.

    Errors: ValueError for text that is not JSON; KeyError for a kind that `models` has not got; TypeError for
            a field that the kind has not got, or lacks.
    """
    return Stored(json.loads(text), models).database


class Stored:
    """A database in its JSON form: rows at once, facts only for who asks.

    Shape: `rows` has by kind and path the row of each fact, in the order of the file; `unmodelled` as in
           Database.
    Errors: KeyError, TypeError as `from_json`.
    """

    def __init__(self, data: Mapping[str, Any], models: Mapping[str, type[Fact]]) -> None:
        self._models = models
        self._entries = data["facts"]
        self.unmodelled: tuple[str, ...] = tuple(data["unmodelled"])
        self.rows: dict[str, dict[tuple[str, ...], Row]] = {}
        for kind, entries in groupby(self._entries, itemgetter("kind")):
            shape = shape_of(models[kind])
            rows = shape.rows_of([entry["fact"] for entry in entries])
            self.rows.setdefault(kind, {}).update(zip(map(shape.path, rows), rows, strict=True))

    @cached_property
    def database(self) -> Database:
        """The database, with its edges."""
        facts: dict[Key, Fact] = {}
        edges: dict[Key, frozenset[Key]] = {}
        parents: dict[Key, Key] = {}
        for entry in self._entries:
            fact = self._models[entry["kind"]].from_values(entry["fact"])
            key = fact.key
            facts[key] = fact
            needs = {_key(need) for need in entry.get("needs", ())}
            if "parent" in entry:
                parents[key] = _key(entry["parent"])
                needs.add(parents[key])
            edges[key] = frozenset(needs)
        return Database(facts=facts, edges=edges, parents=parents, unmodelled=self.unmodelled)


def _line(database: Database, key: Key) -> str:
    fact = database.facts[key]
    values, shape = fact.values(), shape_of(type(fact))
    # Only these have an order of their own inside.
    values |= {name: _stable(values[name], name) for name in shape.nested if name in values}
    entry: dict[str, Any] = {"kind": key.kind, "fact": values}
    parent = database.parents.get(key)
    if parent is not None:
        entry["parent"] = _path(parent)
    if needs := sorted(need for need in database.edges.get(key, ()) if need != parent):
        entry["needs"] = [_path(need) for need in needs]
    return _dumps(entry)


_dumps = json.JSONEncoder(ensure_ascii=False).encode


def _stable(value: Any, field: str = "") -> Any:
    """Sort what has no order of its own: the entries of a field, but not parameters."""
    if isinstance(value, Mapping):
        names: Iterable[str] = value if field in _ORDERED else sorted(value)
        return {name: _stable(value[name], name) for name in names}
    if isinstance(value, list | tuple):
        return [_stable(item) for item in value]
    return value


def _path(key: Key) -> list[str]:
    return [key.kind, *key.path]


def _key(path: list[str]) -> Key:
    return Key(path[0], tuple(path[1:]))
