"""Folding: new children go inside their parent's CREATE, children of a dropped parent go with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dbtool.errors import DbtoolError
from dbtool.kinds import BY_NAME
from dbtool.model.database import Database
from dbtool.planner.cutting import cut, loosen
from dbtool.planner.graph import Edges, Node


class CannotOrder(DbtoolError):
    """Objects need each other in a circle that cannot be cut."""

    code = "cannot-order"


def fold(edges: Edges, live: Database, wanted: Database, apart: Iterable[Node] = ()) -> dict[Node, Node]:
    """Give for each node the node that carries it out: itself, or an ancestor's.

    Shape: those of `apart` are on their own; `edges` get nodes that cut circles.
    A child that would close a circle (one of two tables that reference each other) stays on its own.
    Errors: CannotOrder when a circle remains among nodes that cannot be taken apart.
    """
    alone = _doubled(edges, wanted) | {*apart}
    while True:
        carrier = _carriers(edges, alone, live, wanted)
        closed = circles(_contract(edges, carrier))
        if not closed:
            return carrier
        if loosen(edges, carrier, closed, live, wanted, slightly=True):
            continue
        inside = {node for node in edges if carrier[node] != node and carrier[node] in closed}
        if not inside and cut(edges, closed):
            continue
        if not inside and loosen(edges, carrier, closed, live, wanted, slightly=False):
            continue
        if not inside:
            names = ", ".join(sorted(f"{node.verb} {node.key}" for node in closed))
            raise CannotOrder(
                f"these changes need each other in a circle: {names}",
                hint="split the change: apply one part of it first",
            )
        alone |= _closing(edges, carrier, closed, inside)


def _doubled(edges: Edges, wanted: Database) -> set[Node]:
    """Give those that the server takes for one with another in the same CREATE."""
    seen: set[object] = set()
    found: set[Node] = set()
    for node in edges:
        merged = BY_NAME[node.key.kind].merges(wanted.facts[node.key]) if node.verb == "create" else None
        if merged is not None:
            place = (wanted.parents.get(node.key), merged)
            found |= {node} if place in seen else set()
            seen.add(place)
    return found


def contract(edges: Edges, carrier: Mapping[Node, Node]) -> Edges:
    """Give the edges between carriers only."""
    return _contract(edges, carrier)


def _carriers(edges: Edges, alone: set[Node], live: Database, wanted: Database) -> dict[Node, Node]:
    found: dict[Node, Node] = {}

    def carrier(node: Node) -> Node:
        if node not in found:
            above = next((up for up in _above(node, live, wanted) if up in edges and up != node), None)
            found[node] = carrier(above) if above and node not in alone else node
        return found[node]

    for node in edges:
        carrier(node)
    return found


def _above(node: Node, live: Database, wanted: Database) -> Iterator[Node]:
    """Give what may carry the node out: the verb on what takes the object along, or in which it stands."""
    kind = BY_NAME[node.key.kind]
    if node.verb == "drop":
        ups = (live.parents.get(node.key), kind.whole(live.facts[node.key]))
        yield from (Node("drop", up) for up in ups if up is not None)
    elif node.verb == "create" and kind.folds and not kind.apart(wanted.facts[node.key]):
        parent = wanted.parents.get(node.key)
        yield from [Node("create", parent)] if parent is not None else ()


def _contract(edges: Edges, carrier: Mapping[Node, Node]) -> Edges:
    contracted: Edges = {}
    for node, before in edges.items():
        needs = contracted.setdefault(carrier[node], set())
        needs.update(carrier[other] for other in before if carrier[other] != carrier[node])
    return contracted


def _closing(
    edges: Edges, carrier: Mapping[Node, Node], closed: Mapping[Node, Node], inside: Iterable[Node]
) -> set[Node]:
    """The folded nodes that close the circle by themselves; all of them if none does.

    Something new that waits comes later by itself; something that goes, and others wait for, goes ahead.
    """
    between = (
        other if other.verb == "drop" else node
        for node, before in edges.items()
        for other in before
        if carrier[node] != carrier[other] and _on_one_circle(carrier[node], carrier[other], closed)
    )
    return {*between} & {*inside} or {*inside}


def _on_one_circle(node: Node, other: Node, closed: Mapping[Node, Node]) -> bool:
    return node in closed and closed[node] == closed.get(other)


def circles(edges: Edges) -> dict[Node, Node]:
    """The nodes on a circle, each with one that stands for all on the same circle.

    Source: strongly connected components of more than one node (Tarjan, iterative).
    """
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    on_stack: set[Node] = set()
    found: dict[Node, Node] = {}
    for root in edges:
        if root in index:
            continue
        work = [(root, iter(sorted(edges[root])))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, following = work[-1]
            for other in following:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(sorted(edges[other]))))
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[node])
                if low[node] == index[node]:
                    found |= dict.fromkeys(_component(node, stack, on_stack), node)
    return found


def _component(root: Node, stack: list[Node], on_stack: set[Node]) -> set[Node]:
    members: set[Node] = set()
    while True:
        node = stack.pop()
        on_stack.discard(node)
        members.add(node)
        if node == root:
            return members if len(members) > 1 else set()
