"""Folding: new children go inside their parent's CREATE, children of a dropped parent go with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dbtool.errors import DbtoolError
from dbtool.kinds import BY_NAME
from dbtool.model.database import Database
from dbtool.planner.graph import Edges, Node


class CannotOrder(DbtoolError):
    """Objects need each other in a circle that cannot be cut."""

    code = "cannot-order"


def fold(edges: Edges, live: Database, wanted: Database) -> dict[Node, Node]:
    """Give for each node the node that carries it out: itself, or an ancestor's.

    A child that would close a circle (one of two tables that reference each other) stays on its own.
    Errors: CannotOrder when a circle remains among nodes that cannot be taken apart.
    """
    alone: set[Node] = set()
    while True:
        carrier = _carriers(edges, alone, live, wanted)
        circles = _circles(_contract(edges, carrier))
        if not circles:
            return carrier
        inside = {node for node in edges if carrier[node] != node and carrier[node] in circles}
        if not inside:
            names = ", ".join(sorted(f"{node.verb} {node.key}" for node in circles))
            raise CannotOrder(
                f"these changes need each other in a circle: {names}",
                hint="split the change: apply one part of it first",
            )
        alone |= _closing(edges, carrier, circles, inside)


def contract(edges: Edges, carrier: Mapping[Node, Node]) -> Edges:
    """Give the edges between carriers only."""
    return _contract(edges, carrier)


def _carriers(edges: Edges, alone: set[Node], live: Database, wanted: Database) -> dict[Node, Node]:
    found: dict[Node, Node] = {}

    def carrier(node: Node) -> Node:
        if node not in found:
            side = live if node.verb == "drop" else wanted
            parent = side.parents.get(node.key)
            above = Node(node.verb, parent) if parent else node
            folds = node.verb == "drop" or (node.verb == "create" and BY_NAME[node.key.kind].folds)
            joins = folds and node not in alone and above in edges and above != node
            found[node] = carrier(above) if joins else node
        return found[node]

    for node in edges:
        carrier(node)
    return found


def _contract(edges: Edges, carrier: Mapping[Node, Node]) -> Edges:
    contracted: Edges = {}
    for node, before in edges.items():
        needs = contracted.setdefault(carrier[node], set())
        needs.update(carrier[other] for other in before if carrier[other] != carrier[node])
    return contracted


def _closing(
    edges: Edges, carrier: Mapping[Node, Node], circles: set[Node], inside: Iterable[Node]
) -> set[Node]:
    """The folded nodes whose own needs lead into the circle; all of them if none does by itself."""
    closing = {
        node
        for node in inside
        if any(carrier[b] in circles and carrier[b] != carrier[node] for b in edges[node])
    }
    return closing or set(inside)


def _circles(edges: Edges) -> set[Node]:
    """The nodes on a circle: strongly connected components of more than one node (Tarjan, iterative)."""
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    on_stack: set[Node] = set()
    found: set[Node] = set()
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
                    found |= _component(node, stack, on_stack)
    return found


def _component(root: Node, stack: list[Node], on_stack: set[Node]) -> set[Node]:
    members: set[Node] = set()
    while True:
        node = stack.pop()
        on_stack.discard(node)
        members.add(node)
        if node == root:
            return members if len(members) > 1 else set()
