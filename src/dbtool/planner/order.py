"""Order: topological, the same for the same input; drops first, then by kind, place and key.

What is only exchanged for another of its kind is no drop in this sense: it goes when that comes.
"""

from __future__ import annotations

import heapq

from dbtool.kinds import BY_NAME, KINDS
from dbtool.model.database import Database
from dbtool.planner.graph import Edges, Node

Priority = tuple[int, int, tuple[str, ...], int]
_RANK = {kind.name: place for place, kind in enumerate(KINDS)}
# Before all that is new of its kind.
_AHEAD = -1000


def order(edges: Edges, live: Database, wanted: Database) -> list[Node]:
    """Give the nodes so that each comes after all that it waits for; the graph has no circle.

    Shape: what has a position in `wanted` is made by that: new columns stand in the order in which they came.
    """
    subjects = {node: _exchanged(node, live, wanted) for node in edges}
    stay = {subject for node, subject in subjects.items() if node.verb != "drop"}
    priorities = {
        node: _priority(node, wanted, exchanged=subjects[node] is not None and subjects[node] in stay)
        for node in edges
    }
    waiting = {node: len(before) for node, before in edges.items()}
    after: dict[Node, list[Node]] = {}
    for node, before in edges.items():
        for other in before:
            after.setdefault(other, []).append(node)
    ready = [(priorities[node], node) for node, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    found = []
    while ready:
        _, node = heapq.heappop(ready)
        found.append(node)
        for other in after.get(node, ()):
            waiting[other] -= 1
            if waiting[other] == 0:
                heapq.heappush(ready, (priorities[other], other))
    return found


def _exchanged(node: Node, live: Database, wanted: Database) -> object:
    side = live if node.verb == "drop" else wanted
    kind = BY_NAME[node.key.kind]
    return kind.exchanged(side.facts[node.key]) if node.key in side.facts else None


def _priority(node: Node, wanted: Database, *, exchanged: bool) -> Priority:
    rank = _RANK[node.key.kind]
    makes = 2 if BY_NAME[node.key.kind].last else 1
    if exchanged and node.verb != "create":
        return (makes, rank, (), _AHEAD + len(node.key.path))
    if node.verb in ("drop", "blank", "aside"):
        return (0, -rank, (), 0)
    position = getattr(wanted.facts[node.key], "position", 0)
    among = node.key.path[:-1] if position else ()
    return (makes, rank, among, position)
