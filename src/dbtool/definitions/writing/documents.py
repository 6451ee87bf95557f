"""What the writers said, put together into the files of a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dbtool.definitions.writing.jinja import escaped
from dbtool.definitions.writing.layout import KEYS, LISTS, PLACES, SQL_FILES, Files, Place, name_in
from dbtool.definitions.writing.said import Listed, Part, Said, Statement, Unwritten
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import for_file, spelled
from dbtool.definitions.writing.yaml_text import Short, yaml_text
from dbtool.kinds.relations.table import Table
from dbtool.model.key import Key

_ORDER = {key: number for number, key in enumerate(KEYS)}


@dataclass(frozen=True, slots=True)
class Written:
    """The files of a database.

    Shape: `files` are texts by path, which begins with schema, policies or roles; `unwritten` says of each
           object that no definition can hold why not.
    """

    files: Mapping[str, str]
    unwritten: tuple[tuple[Key, str], ...] = ()


def put_together(found: Iterable[Said], source: Source) -> Written:
    """Give the files that say all of this."""
    gathering = _Gathering(source)
    for one in found:
        gathering.take(one)
    return Written(dict(gathering.files()), tuple(sorted(gathering.unwritten)))


class _Gathering:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._bodies: dict[Key, Any] = {}
        self._lists: dict[str, list[Any]] = defaultdict(list)
        self._statements: dict[Key, list[str]] = defaultdict(list)
        self._names = Files()
        self.unwritten: list[tuple[Key, str]] = []

    def take(self, said: Said) -> None:
        match said:
            case Part():
                home, path = self._located(said.home)
                self._bodies[home] = _merged(self._bodies.get(home), (*path, *said.path), said.value)
            case Listed():
                self._lists[said.section].append(said.value)
            case Statement():
                self._statements[self._located(said.home)[0]].append(said.sql)
            case Unwritten():
                self.unwritten.append((said.key, said.reason))

    def files(self) -> Iterator[tuple[str, str]]:
        """Give each file's path and text."""
        documents = self._documents()
        for path in sorted(documents):
            yield path, escaped(yaml_text(documents[path]))
        for key in sorted(self._statements):
            text = ";\n\n".join(map(for_file, self._statements[key])) + ";\n"
            single = SQL_FILES.get(key.kind)
            yield single or self._names.named(key, self._source.schema, ".sql"), text

    def _documents(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for key in sorted(self._bodies, key=lambda key: (key.path, key.kind)):
            place, body = PLACES[key.kind], self._bodies[key]
            if place.section is None:
                name = {key.kind: self._source.spell(key.path)}
                path = self._names.named(key, self._source.schema, ".yml")
                found[path].append(name | _ordered(body or {}))
            elif place.target is not None:
                _section(found[place.where], place.section, []).append(self._entry(key, place, body))
            else:
                self._into_section(found[place.where], place.section, key, body)
        for section, items in self._lists.items():
            _section(found[LISTS[section]], section, []).extend(items)
        for documents in found.values():
            documents[:] = [_listed(document) for document in documents]
        return found

    def _entry(self, key: Key, place: Place, body: Any) -> dict[str, Any]:
        path = key.path[:2]
        relation = self._source.relations.get(path)
        target = "view" if relation and relation.kind != "table" else place.target
        head = {str(target): self._source.spell(path)}
        return Short(head | body) if isinstance(body, Short) else head | body

    def _into_section(self, documents: list[dict[str, Any]], section: str, key: Key, body: Any) -> None:
        name = name_in(key, self._source.schema)
        # What a role may do comes before what it is for.
        value = _ordered(body) if isinstance(body, dict) and key.kind != "role" else body
        place = _section(documents, section, {})
        if name in place:
            # Two jobs of one name, of which a section holds but one.
            documents.append({section: {name: value}})
        else:
            place[name] = value

    def _located(self, home: Key) -> tuple[Key, tuple[str, ...]]:
        """Give the object that a body stands in, and where in it: partitions stand in their parent."""
        fact = self._source.database.facts.get(home)
        if not isinstance(fact, Table) or not self._source.is_nested(fact):
            return home, ()
        assert fact.partition_of is not None
        above, path = self._located(Key("table", fact.partition_of))
        return above, (*path, "partitions", spelled(home.path, fact.partition_of[0]))


def _section(documents: list[dict[str, Any]], section: str, empty: Any) -> Any:
    if not documents:
        documents.append({})
    return documents[0].setdefault(section, empty)


def _merged(body: Any, path: tuple[str, ...], value: Any) -> Any:
    if not path:
        if isinstance(body, dict) and isinstance(value, dict):
            merged = {**body, **value}
            return Short(merged) if isinstance(body, Short) and isinstance(value, Short) else merged
        if isinstance(body, dict) and value is None:
            return body
        return value
    found = body if isinstance(body, dict) else {}
    found[path[0]] = _merged(found.get(path[0]), path[1:], value)
    return found


def _ordered(body: dict[str, Any]) -> dict[str, Any]:
    """Give the keys in the usual order, those of partitions too."""
    keys = sorted(body, key=lambda key: _ORDER.get(key, len(_ORDER)))
    found = {key: body[key] for key in keys}
    partitions = found.get("partitions")
    if isinstance(partitions, dict) and not isinstance(partitions, Short):
        found["partitions"] = {name: _partition(partitions[name]) for name in sorted(partitions)}
    return Short(found) if isinstance(body, Short) else found


def _partition(body: Any) -> Any:
    return body["values"] if body.keys() == {"values"} else _ordered(body)


def _listed(document: dict[str, Any]) -> dict[str, Any]:
    """Give a document with extensions that have nothing but names as a list."""
    names = document.get("extensions")
    if isinstance(names, dict) and not any(names.values()):
        return document | {"extensions": list(names)}
    return document
