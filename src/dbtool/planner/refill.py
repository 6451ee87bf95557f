"""Where the rows of a table that is made anew go over: after what they need, before what uses them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dbtool.kinds.refilling import goes_before, in_the_way, parts_of, ready_for_rows, refilled
from dbtool.model.change import Change, Replace
from dbtool.model.database import Database
from dbtool.model.key import Key
from dbtool.planner.graph import Edges, Node


def with_refills(edges: Edges, changes: Mapping[Key, Change], live: Database, wanted: Database) -> set[Node]:
    """Add a node `fill` for each such table; give the drops that do not go along with that of their table.

    The old version lives on until then, out of the way and under no name that anything wants. What it uses
    goes only after it, or what uses that goes before.
    """
    replaced = {key for key, change in changes.items() if isinstance(change, Replace)}
    apart: set[Node] = set()
    for key in sorted(refilled(replaced, live, wanted)):
        fill = Node("fill", key)
        ready = ready_for_rows(key, wanted)
        edges[fill] = {node for part in ready if (node := Node("create", part)) in edges}
        edges[fill].add(Node("drop", key))
        for part in ready:
            for user in wanted.dependents.get(part, frozenset()) - ready:
                for node in (Node("create", user), Node("alter", user)):
                    if node in edges:
                        edges[node].add(fill)
        apart |= _apart(fill, parts_of(key, live), edges, live)
    return apart


def _apart(fill: Node, parts: Collection[Key], edges: Edges, live: Database) -> set[Node]:
    """Let what goes wait for the last of the old version; give the parts that go ahead of it for that."""
    apart = {Node("drop", part) for part in parts if in_the_way(part)}
    for node, before in edges.items():
        if node.verb != "drop" or node.key in parts:
            continue
        for part in {other.key for other in before if other.verb == "drop" and other.key in parts}:
            if goes_before(part, live):
                apart.add(Node("drop", part))
            else:
                before.add(fill)
    return apart & edges.keys()
