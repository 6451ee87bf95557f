"""What must run before what: nodes are drops, alters and makes of single objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dbtool.kinds import BY_NAME
from dbtool.model.change import Alter, Change, Create, Drop, Replace
from dbtool.model.database import Database
from dbtool.model.key import Key


class Node(NamedTuple):
    """One verb on one object."""

    verb: str
    key: Key


Edges = dict[Node, set[Node]]


def build(changes: Mapping[Key, Change], live: Database, wanted: Database) -> Edges:
    """Give for each node the nodes that must run before it."""
    edges: Edges = {node: set() for change in changes.values() for node in _nodes(change)}
    for node in edges:
        for before in _before(node, changes, live, wanted):
            if before in edges and before != node:
                edges[node].add(before)
    _free_names(edges)
    return edges


def _nodes(change: Change) -> Iterator[Node]:
    match change:
        case Create():
            yield Node("create", change.key)
        case Drop():
            yield Node("drop", change.key)
        case Alter():
            yield Node("alter", change.key)
        case Replace():
            yield Node("drop", change.key)
            yield Node("create", change.key)


def _before(node: Node, changes: Mapping[Key, Change], live: Database, wanted: Database) -> Iterator[Node]:
    verb, key = node
    if verb == "create":
        yield Node("drop", key)
    if verb in ("create", "alter"):
        for need in wanted.edges.get(key, ()):
            yield Node("create", need)
            yield Node("alter", need)
    if verb in ("drop", "alter"):
        for user in live.dependents.get(key, ()):
            yield Node("drop", user)
            # An altered user lets go of what is dropped; of what is altered it lets go only by a drop.
            if verb == "drop" and isinstance(changes.get(user), Alter):
                yield Node("alter", user)


def _free_names(edges: Edges) -> None:
    """A new object waits for an old one that has its name and shares its namespace."""
    leaving: dict[tuple[str, str, str], list[Node]] = {}
    for node in edges:
        if node.verb == "drop" and BY_NAME[node.key.kind].namespace:
            leaving.setdefault(_name(node.key), []).append(node)
    for node, before in edges.items():
        if node.verb == "create" and BY_NAME[node.key.kind].namespace:
            before.update(leaving.get(_name(node.key), ()))


def _name(key: Key) -> tuple[str, str, str]:
    return BY_NAME[key.kind].namespace, key.path[0], key.path[-1]
