"""Widens changes to what stands in their way: dependants are dropped and made again around them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from dbtool.kinds import BY_NAME
from dbtool.kinds.base import Rule
from dbtool.model.change import Alter, Change, Create, Drop, Replace
from dbtool.model.database import Database
from dbtool.model.fact import Fact, sql_fields
from dbtool.model.key import Key
from dbtool.planner.heirs import asides_below
from dbtool.planner.held_rows import changes_over, holders, keeps_holding


def expand(changes: Iterable[Change], live: Database, wanted: Database) -> dict[Key, Change]:
    """Give the changes by key, with every dependant that must step aside turned into a replacement.

    A replaced or dropped object takes its dependants along; an altered one only views, policies and the like,
    and only where the field says so. What holds rows is never replaced for something that it uses: where that
    is made anew beside the old version, it changes over, and what holds rows of a table waits while that is
    written anew.
    """
    found = {change.key: change for change in changes}
    queue = deque(found.values())
    waiting: set[Key] = set()
    while queue:
        change = queue.popleft()
        waiting.update(key for key in holders(change, live, wanted) if key in wanted)
        for key, again in (*_in_the_way(change, live, wanted), *_held(change, live, found)):
            known = found.get(key)
            if key not in wanted or isinstance(known, Create | Drop | Replace):
                continue
            if known is None and change.key in waiting and live.parents.get(key) == change.key:
                # What only waits for another object keeps its parts.
                continue
            if isinstance(change, Drop) and isinstance(known, Alter) and _lets_go(known):
                continue
            inside = live.parents.get(key) == change.key
            over = again and not inside and BY_NAME[key.kind].holds_data and changes_over(known)
            if over and not (key in waiting and keeps_holding(key, live, wanted)):
                continue
            old, new = live.facts[key], wanted.facts[key]
            fields = known.fields if isinstance(known, Alter) else ()
            widened = (
                Replace(old, new, fields, f"uses {change.key}") if again else _disturbed(old, new, fields)
            )
            if widened != known:
                found[key] = widened
                queue.append(widened)
    return found


def _in_the_way(change: Change, live: Database, wanted: Database) -> Iterator[tuple[Key, bool]]:
    """Give what a change concerns besides its own object, and whether that is made again or changes over."""
    yield from ((key, True) for key in sorted(holders(change, live, wanted)))
    match change:
        case Replace():
            inside = set(live.children.get(change.key, ()))
            yield from ((key, True) for key in sorted(inside))
            for key in sorted(live.dependents.get(change.key, frozenset()) - inside):
                if not BY_NAME[key.kind].holds_data or _generated(key, live):
                    yield key, True
                elif BY_NAME[change.key.kind].beside and _disturbing(key):
                    yield key, False
        case Drop():
            # Something else has its place: a key under another name, a function with other arguments.
            for key in sorted(live.dependents.get(change.key, ())):
                if not BY_NAME[key.kind].holds_data or _generated(key, live):
                    yield key, True
        case Alter() if set(change.fields) & set(_disturbing(change.key)):
            for key in sorted(live.dependents.get(change.key, ())):
                if BY_NAME[key.kind].steps_aside(live.facts[key]) or _generated(key, live):
                    yield key, True
            yield from ((key, True) for key in asides_below(change.key, live))
            above = live.parents.get(change.key)
            if above and change.key in BY_NAME[above.kind].fixed(live.facts[above]):
                yield above, True


def _held(change: Change, live: Database, found: Mapping[Key, Change]) -> Iterator[tuple[Key, bool]]:
    """Give the whole that a part cannot leave, unless the part goes with its parent."""
    if isinstance(change, Drop | Replace):
        whole = BY_NAME[change.key.kind].whole(change.old)
        above = found.get(live.parents.get(change.key, change.key))
        if whole is not None and (above is change or not isinstance(above, Drop | Replace)):
            yield whole, True


def _lets_go(change: Alter) -> bool:
    """Whether the object uses something else from now on: its own text changes."""
    return bool(set(change.fields) & set(sql_fields(type(change.new))))


def _disturbing(key: Key) -> tuple[str, ...]:
    return tuple(name for name, rule in BY_NAME[key.kind].fields.items() if rule is Rule.DISTURB)


def _disturbed(old: Fact, new: Fact, fields: tuple[str, ...]) -> Alter:
    """Give the change over to the new version of what the object is made of: a column's type."""
    return Alter(old, new, tuple(dict.fromkeys((*fields, *_disturbing(new.key)))))


def _generated(key: Key, live: Database) -> bool:
    # A generated column holds nothing of its own, so making it again loses nothing.
    return getattr(live.facts[key], "generated", None) is not None
