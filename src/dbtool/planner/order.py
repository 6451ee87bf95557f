"""Order: a topological order that is the same for the same input, drops first, then by kind and key."""

from __future__ import annotations

import heapq

from dbtool.kinds import BY_NAME, KINDS
from dbtool.planner.graph import Edges, Node

_RANK = {kind.name: place for place, kind in enumerate(KINDS)}


def order(edges: Edges) -> list[Node]:
    """Give the nodes so that each comes after all that it waits for; the graph has no circle."""
    waiting = {node: len(before) for node, before in edges.items()}
    after: dict[Node, list[Node]] = {}
    for node, before in edges.items():
        for other in before:
            after.setdefault(other, []).append(node)
    ready = [(_priority(node), node) for node, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    found = []
    while ready:
        _, node = heapq.heappop(ready)
        found.append(node)
        for other in after.get(node, ()):
            waiting[other] -= 1
            if waiting[other] == 0:
                heapq.heappush(ready, (_priority(other), other))
    return found


def _priority(node: Node) -> tuple[int, int]:
    rank = _RANK[node.key.kind]
    if node.verb == "drop":
        return (0, -rank)
    return (2 if BY_NAME[node.key.kind].last else 1, rank)
