"""What the bodies of functions mention, which the server looks at only when it runs them."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.kinds import BY_NAME
from dbtool.model.change import Change, Drop
from dbtool.model.key import Key
from dbtool.planner.fold import circles
from dbtool.planner.graph import Edges, Node

_NAMED = frozenset({"routine", "relation"})


def with_bodies(
    needed: Edges, edges: Edges, carrier: Mapping[Node, Node], changes: Mapping[Key, Change]
) -> Edges:
    """Give the edges between carriers with those from the functions that the plan itself runs.

    To fill a materialized view runs the functions that its query calls, and what their bodies call, so that
    all of it comes first; what would close a circle does not. `edges` are those between single nodes.
    """
    wished = {
        (carrier[node], carrier[other])
        for node, others in _mentioned(edges, carrier, changes).items()
        for other in others
        if carrier[node] != carrier[other]
    }
    while wished:
        found = {node: set(before) for node, before in needed.items()}
        for node, other in wished:
            found[node].add(other)
        closed = circles(found)
        if not closed:
            return found
        # The needed ones alone make no circle, so that each has a wished one in it.
        wished = {(node, other) for node, other in wished if not (node in closed and other in closed)}
    return needed


def _mentioned(
    edges: Edges, carrier: Mapping[Node, Node], changes: Mapping[Key, Change]
) -> Mapping[Node, set[Node]]:
    """Give for each function that is run while the plan is, what in the plan makes the things it names."""
    made: dict[str, set[Node]] = {}
    for node in edges:
        if node.verb == "create" and BY_NAME[node.key.kind].namespace in _NAMED:
            made.setdefault(node.key.path[1], set()).add(node)
    # A new table has no rows that a check of it could look at.
    alone = (node for node in edges if carrier[node] == node and node.verb != "drop")
    waiting = [node for node in alone if BY_NAME[node.key.kind].evaluates]
    seen: set[Node] = set(waiting)
    found: dict[Node, set[Node]] = {}
    while waiting:
        node = waiting.pop()
        change = changes[node.key]
        names = () if isinstance(change, Drop) else BY_NAME[node.key.kind].mentions(change.new)
        found[node] = {other for name in names for other in made.get(name, ())} - {node}
        further = (edges[node] | found[node]) - seen
        seen |= further
        waiting.extend(further)
    return found
