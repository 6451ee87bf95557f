"""Order: topological, the same for the same input; drops first, then by kind, place and key."""

from __future__ import annotations

import heapq

from dbtool.kinds import BY_NAME, KINDS
from dbtool.model.database import Database
from dbtool.planner.graph import Edges, Node

Priority = tuple[int, int, tuple[str, ...], int]
_RANK = {kind.name: place for place, kind in enumerate(KINDS)}


def order(edges: Edges, wanted: Database) -> list[Node]:
    """Give the nodes so that each comes after all that it waits for; the graph has no circle.

    Shape: what has a position in `wanted` is made by that: new columns stand in the order in which they came.
    """
    waiting = {node: len(before) for node, before in edges.items()}
    after: dict[Node, list[Node]] = {}
    for node, before in edges.items():
        for other in before:
            after.setdefault(other, []).append(node)
    ready = [(_priority(node, wanted), node) for node, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    found = []
    while ready:
        _, node = heapq.heappop(ready)
        found.append(node)
        for other in after.get(node, ()):
            waiting[other] -= 1
            if waiting[other] == 0:
                heapq.heappush(ready, (_priority(other, wanted), other))
    return found


def _priority(node: Node, wanted: Database) -> Priority:
    rank = _RANK[node.key.kind]
    if node.verb in ("drop", "blank", "aside"):
        return (0, -rank, (), 0)
    position = getattr(wanted.facts[node.key], "position", 0)
    among = node.key.path[:-1] if position else ()
    return (2 if BY_NAME[node.key.kind].last else 1, rank, among, position)
