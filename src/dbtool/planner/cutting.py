"""Circles cut: an object stands as a stub, or steps aside, until what needs it and what it needs is there.

Or an object changes while there is still something that uses it, and is about to go.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from dbtool.kinds import BY_NAME, KINDS
from dbtool.kinds.base import IGNORE, Rule
from dbtool.model.database import Database
from dbtool.model.key import Key
from dbtool.planner.graph import Edges, Node

_RANK = {kind.name: place for place, kind in enumerate(KINDS)}
# What no user of an object ever minds.
_SLIGHT = frozenset({"comment", "owner"})


def loosen(
    edges: Edges,
    carrier: Mapping[Node, Node],
    closed: Mapping[Node, Node],
    live: Database,
    wanted: Database,
    *,
    slightly: bool,
) -> bool:
    """Let changes on a circle no longer wait for what uses the object and goes; False where none does so.

    Shape: `slightly` those alone that never had to; else all that disturb nobody: most need not wait, and if
           one does, the plan's proof shows it.
    """
    found = False
    for node in closed:
        if node.verb != "alter" or not _may_be_early(node.key, live, wanted, slightly=slightly):
            continue
        users = {Node("drop", user) for user in live.dependents.get(node.key, ())} & edges[node]
        around = {user for user in users if closed.get(carrier[user]) == closed[node]}
        edges[node] -= around
        found = found or bool(around)
    return found


def _may_be_early(key: Key, live: Database, wanted: Database, *, slightly: bool) -> bool:
    old, new = live.facts[key], wanted.facts[key]
    rules = BY_NAME[key.kind].fields
    changed = {name for name in rules if getattr(old, name) != getattr(new, name)}
    if slightly:
        return {name for name in changed if rules[name] is not IGNORE} <= _SLIGHT
    return not any(rules[name] is Rule.DISTURB for name in changed)


def cut(edges: Edges, closed: Mapping[Node, Node]) -> bool:
    """Put one more node in, so that fewer nodes wait for each other in a circle; False where there is no way.

    Shape: of a new object `stub` comes first, with the same columns or arguments and nothing behind them;
           of one that goes `blank` takes out what it uses; one made anew that others hold steps `aside`.
           What comes late in creation order goes first: a view's stub needs less than a function's.
    """
    for node, how in sorted(_ways(edges, closed), key=lambda way: (-_RANK[way[0].key.kind], way)):
        if Node(how, node.key) in edges:
            continue
        circle = {other for other in closed if closed[other] == closed[node]}
        _put_before(Node(how, node.key), node, edges, circle)
        return True
    return False


def _ways(edges: Edges, closed: Mapping[Node, Node]) -> Iterator[tuple[Node, str]]:
    for node in closed:
        kind = BY_NAME[node.key.kind]
        old = Node("drop", node.key)
        if node.verb == "create" and old in edges[node] and closed.get(old) == closed[node]:
            if kind.renames and not kind.holds_data:
                yield node, "aside"
        elif kind.stubs and node.verb in ("create", "drop"):
            yield node, "stub" if node.verb == "create" else "blank"


def _put_before(first: Node, node: Node, edges: Edges, circle: Collection[Node]) -> None:
    """Let what waits for the node wait for its first half only, or the node no longer for its own drop."""
    if first.verb == "aside":
        old = Node("drop", node.key)
        edges[first] = set()
        edges[node] = (edges[node] - {old}) | {first}
        edges[old] = edges[old] | {first}
        return
    # What is outside of the circle is there already: a schema, types.
    edges[first] = {other for other in edges[node] if other not in circle}
    for other in circle:
        if other != node and node in edges[other]:
            edges[other] = (edges[other] - {node}) | {first}
    edges[node] = edges[node] | {first}
