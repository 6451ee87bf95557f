"""Widens changes to what stands in their way: dependants are dropped and made again around them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from dbtool.kinds import BY_NAME
from dbtool.kinds.base import Rule
from dbtool.model.change import Alter, Change, Create, Drop, Replace
from dbtool.model.database import Database
from dbtool.model.key import Key


def expand(changes: Iterable[Change], live: Database, wanted: Database) -> dict[Key, Change]:
    """Give the changes by key, with every dependant that must step aside turned into a replacement.

    A replaced object takes its dependants along; an altered one only views, policies and the like, and
    only where the field says so. What holds rows is never replaced for something that it uses.
    """
    found = {change.key: change for change in changes}
    queue = deque(found.values())
    while queue:
        change = queue.popleft()
        for key in _in_the_way(change, live):
            if key not in wanted or isinstance(found.get(key), Create | Drop | Replace):
                continue
            known = found.get(key)
            fields = known.fields if isinstance(known, Alter) else ()
            found[key] = Replace(live.facts[key], wanted.facts[key], fields, f"uses {change.key}")
            queue.append(found[key])
    return found


def _in_the_way(change: Change, live: Database) -> Iterator[Key]:
    match change:
        case Replace():
            inside = set(live.children.get(change.key, ()))
            yield from sorted(inside)
            for key in sorted(live.dependents.get(change.key, frozenset()) - inside):
                if not BY_NAME[key.kind].holds_data or _generated(key, live):
                    yield key
        case Alter() if any(_disturbs(change, name) for name in change.fields):
            for key in sorted(live.dependents.get(change.key, ())):
                if BY_NAME[key.kind].steps_aside or _generated(key, live):
                    yield key


def _disturbs(change: Alter, name: str) -> bool:
    return BY_NAME[change.key.kind].fields[name] is Rule.DISTURB


def _generated(key: Key, live: Database) -> bool:
    # A generated column holds nothing of its own, so making it again loses nothing.
    return getattr(live.facts[key], "generated", None) is not None
