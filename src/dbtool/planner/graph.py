"""What must run before what: nodes are drops, alters and makes of single objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dbtool.kinds import BY_NAME
from dbtool.model.change import Alter, Change, Create, Drop, Replace
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.planner.heirs import asides_below, given_up_below, inherited_from, parts_below
from dbtool.planner.held_rows import changes_over, holders, is_part, rewriting


class Node(NamedTuple):
    """One verb on one object."""

    verb: str
    key: Key


Edges = dict[Node, set[Node]]
# A namespace, and a schema and a name in it.
Name = tuple[str, str, str]


def build(changes: Mapping[Key, Change], live: Database, wanted: Database) -> Edges:
    """Give for each node the nodes that must run before it."""
    edges: Edges = {node: set() for change in changes.values() for node in _nodes(change)}
    pointing, above = _pointing(live), inherited_from(wanted)
    for node in edges:
        if above and node.verb in ("create", "alter"):
            drops = (Node("drop", part) for part in given_up_below(node.key, live, wanted, above))
            edges[node].update(drop for drop in drops if drop in edges)
        for before in _before(node, changes, live, wanted):
            if before in edges and before != node:
                edges[node].add(before)
        for later in _merging(node, edges, wanted):
            edges[later].add(node)
        if node.verb == "alter":
            _reach_heirs(node, edges, changes, live, wanted)
        # One that points somewhere itself is nothing that another could use.
        if node.verb == "drop" and BY_NAME[node.key.kind].points_at(live.facts[node.key]) is None:
            users = (Node("drop", user) for user in pointing.get(live.parents.get(node.key), ()))
            edges[node].update(user for user in users if user in edges)
    _heirs_last(edges, wanted)
    _free_names(edges, changes)
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


def _pointing(live: Database) -> Mapping[Key | None, list[Key]]:
    """Give for each object those that use some of its parts."""
    found: dict[Key | None, list[Key]] = {}
    for key, fact in live.facts.items():
        target = BY_NAME[key.kind].points_at(fact)
        if target is not None:
            found.setdefault(target, []).append(key)
    return found


def _before(node: Node, changes: Mapping[Key, Change], live: Database, wanted: Database) -> Iterator[Node]:
    verb, key = node
    for holder in holders(changes[key], live, wanted):
        yield Node("drop", holder)
        if changes_over(changes.get(holder)):
            yield Node("alter", holder)
    if verb == "create" or changes_over(changes[key]):
        for part in rewriting(key, wanted, changes):
            yield Node("create", part)
            yield Node("alter", part)
    if verb == "create" and not BY_NAME[key.kind].beside:
        yield Node("drop", key)
        if BY_NAME[key.kind].reads:
            yield from _rights_on(key, wanted)
    if verb == "drop" and BY_NAME[key.kind].beside:
        yield Node("create", key)
    if verb in ("create", "alter"):
        for need in wanted.edges.get(key, ()):
            yield Node("create", need)
            if key.kind not in _asked(need, changes):
                yield Node("alter", need)
    if verb == "alter" and (asked := _asked(key, changes)):
        for part in wanted.children.get(key, ()):
            if part.kind in asked:
                yield Node("create", part)
                yield Node("alter", part)
    if verb == "drop":
        yield from _holding(key, changes, live)
    if verb in ("drop", "alter"):
        for user in live.dependents.get(key, ()):
            if verb == "alter" and BY_NAME[user.kind].beside and isinstance(changes.get(user), Replace):
                continue  # its old version goes last, after the new one, which needs what is altered
            if user.kind not in _freed(key, changes) or live.parents.get(user) != key:
                yield Node("drop", user)
            # An altered user lets go of what is dropped; of what is altered it lets go only by a drop.
            if verb == "drop" and isinstance(changes.get(user), Alter):
                yield Node("alter", user)


def _rights_on(key: Key, wanted: Database) -> Iterator[Node]:
    """Give what gives rights on all that the object uses, itself or through others."""
    seen, waiting = {key}, [key]
    while waiting:
        found = wanted.edges.get(waiting.pop(), frozenset()) - seen
        seen |= found
        waiting += found
    for need in seen - {key}:
        for part in wanted.children.get(need, ()):
            if BY_NAME[part.kind].admits:
                yield Node("create", part)
                yield Node("alter", part)


def _asked(key: Key, changes: Mapping[Key, Change]) -> tuple[str, ...]:
    """Give the kinds of those parts of an object that are made or change before it does."""
    change = changes.get(key)
    return tuple(BY_NAME[key.kind].asks(change.old, change.new)) if isinstance(change, Alter) else ()


def _freed(key: Key, changes: Mapping[Key, Change]) -> tuple[str, ...]:
    """Give the kinds of those parts of an object that can go only once it has changed."""
    change = changes.get(key)
    return tuple(BY_NAME[key.kind].frees(change.old, change.new)) if isinstance(change, Alter) else ()


def _holding(key: Key, changes: Mapping[Key, Change], live: Database) -> Iterator[Node]:
    """Give what keeps a part from being dropped: the change that frees it, and the part that it copies."""
    above = live.parents.get(key)
    if above is None:
        return
    if key.kind in _freed(above, changes):
        yield Node("alter", above)
    for source in BY_NAME[above.kind].copies(live.facts[above]):
        yield Node("drop", Key(key.kind, (*source.path, *key.path[len(above.path) :])))


def _merging(node: Node, edges: Edges, wanted: Database) -> Iterator[Node]:
    """Give the making of parts above that merge with the part below as it is then, or would make it."""
    above = wanted.parents.get(node.key) if node.verb in ("create", "alter") else None
    if above is None or Node("create", above) in edges:
        return
    for source in BY_NAME[above.kind].copies(wanted.facts[above]):
        later = Node("create", Key(node.key.kind, (*source.path, *node.key.path[len(above.path) :])))
        if later in edges and Node("create", source) not in edges:
            yield later


def _reach_heirs(
    node: Node, edges: Edges, changes: Mapping[Key, Change], live: Database, wanted: Database
) -> None:
    """A change reaches the tables below: what these have for themselves as well changes after it."""
    for part in parts_below(node.key, live):
        if (below := Node("alter", part)) in edges:
            edges[below].add(node)
    if changes_over(changes[node.key]):
        drops = (Node("drop", user) for user in asides_below(node.key, live))
        edges[node].update(drop for drop in drops if drop in edges)
        for user in asides_below(node.key, wanted):
            if (create := Node("create", user)) in edges:
                edges[create].add(node)


def _heirs_last(edges: Edges, wanted: Database) -> None:
    """A new table comes after what changes in those that it copies, and what is new there.

    Unless a new column there is made of its rows.
    """
    parts: dict[Key | None, list[Node]] = {}
    for node in edges:
        if node.verb == "alter" or (node.verb == "create" and is_part(node.key)):
            parts.setdefault(wanted.parents.get(node.key), []).append(node)
    for node in [node for node in edges if node.verb == "create" and parts]:
        for source in BY_NAME[node.key.kind].copies(wanted.facts[node.key]):
            for part in parts.get(source, ()):
                if part.verb == "alter" or not _waits_for(part, node, edges):
                    edges[node].add(part)


def _waits_for(node: Node, other: Node, edges: Edges) -> bool:
    seen, waiting = {node}, [node]
    while waiting:
        before = edges.get(waiting.pop(), set())
        if other in before:
            return True
        waiting += before - seen
        seen |= before
    return False


def _free_names(edges: Edges, changes: Mapping[Key, Change]) -> None:
    """What takes a name waits for what has it: a new table for an old view, an identity for a sequence."""
    leaving: dict[Name, list[Node]] = {}
    for node in edges:
        if node.verb != "create":
            for name in _gone(changes[node.key]):
                leaving.setdefault(name, []).append(node)
    for node, before in edges.items():
        if node.verb != "drop":
            for name in _come(changes[node.key]):
                before.update(other for other in leaving.get(name, ()) if other != node)


def _gone(change: Change) -> set[Name]:
    match change:
        case Create():
            return set()
        case Alter() | Replace():
            return _names(change.old) - _names(change.new)
        case Drop():
            return _names(change.old)


def _come(change: Change) -> set[Name]:
    match change:
        case Drop():
            return set()
        case Alter() | Replace():
            return _names(change.new) - _names(change.old)
        case Create():
            return _names(change.new)


def _names(fact: Fact) -> set[Name]:
    kind, path = BY_NAME[fact.kind], fact.key.path
    own = {(kind.namespace, path[0], path[-1])} if kind.namespace else set()
    return own | set(kind.takes(fact))
