"""Renames: which objects of the old database are those of the new one under another name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from dbtool.definitions.contract import RenamedFrom
from dbtool.errors import DbtoolError
from dbtool.kinds import BY_NAME
from dbtool.kinds.renaming import (
    alike,
    column_of,
    depth,
    holds_rows,
    home_of,
    is_there,
    meant,
    renamed,
    resembles,
    under_new_name,
)
from dbtool.model.change import AnyChange, Create, Drop, Rename
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.plan import Step

Place = tuple[str, Key | None, str | None]


@dataclass(frozen=True, slots=True)
class Renamed:
    """A database under its new names.

    Shape: `steps` bring the live database there; `changes` are what they do, in that order: renames, and
           tables that become partitions or cease to be some.
    """

    database: Database
    changes: tuple[AnyChange, ...] = ()
    steps: tuple[Step, ...] = ()


class BothThere(DbtoolError):
    """The old name and the new one are both taken."""

    code = "renamed-and-both-there"


def understood(said: Iterable[RenamedFrom], live: Database, wanted: Database) -> list[RenamedFrom]:
    """Give the words with the whole keys that they mean, without those that nothing is called by.

    Errors: BothThere where both names are taken and the definitions have only the new one.
    """
    found = [
        replace(word, key=key, old=(*word.old, *key.path[len(word.key.path) :]))
        for word in said
        for key in meant(word.key, wanted)
        if is_there(key, wanted)
    ]
    for word in found:
        old = Key(word.key.kind, word.old)
        if is_there(old, live) and is_there(word.key, live) and not is_there(old, wanted):
            raise BothThere(
                f"{word.key} is said to be renamed from {'.'.join(word.old)}, and both are there",
                hint="bring over by hand what the old one holds and drop it, or take `renamed_from` away",
                origin=word.origin,
            )
    return found


def applicable(said: Iterable[RenamedFrom], live: Database) -> list[Rename]:
    """Give the renames that can be made now, those of one depth: schemas before tables before columns.

    Shape: where the old name is gone there is nothing to do, and where the new one is taken nothing yet.
    """
    found: dict[Key, Rename] = {}
    for word in said:
        old = Key(word.key.kind, word.old)
        if is_there(old, live) and not is_there(word.key, live):
            rename = Rename(*under_new_name(old, word.key, live))
            found.setdefault(rename.old.key, rename)
    least = min((depth(rename.old.kind) for rename in found.values()), default=0)
    return [rename for rename in found.values() if depth(rename.old.kind) == least]


def homes_of(renames: Iterable[Rename]) -> frozenset[Key]:
    """Give the tables that the renames concern, under the names that they have then."""
    found: set[Key] = set()
    for rename in renames:
        if holds_rows(rename.key):
            found.add(BY_NAME[rename.key.kind].parent(rename.new) or rename.key)
            found.add(rename.key)
    return frozenset(found)


def consequent(live: Database, wanted: Database, homes: Collection[Key]) -> list[Rename]:
    """Give what PostgreSQL leaves under its old name when a table or column is renamed, and now has another.

    That are the parts of `homes` which go and come again just the same but for the name.
    """
    gone = _parts(live, wanted, homes)
    come = _parts(wanted, live, homes)
    pairs = _matched(gone, live, come, wanted, alike)
    return [Rename(old, renamed(old, new.key.path)) for old, new in pairs]


def offered(changes: Iterable[AnyChange], live: Database, wanted: Database) -> tuple[Rename, ...]:
    """Give what goes and comes looking the same, which may be a rename that nobody has declared.

    Shape: nothing twice, nothing that goes or comes with an object that does so itself, and nothing that
           has gone from `live` already.
    """
    changes = list(changes)
    gone = {change.key: change.old for change in changes if isinstance(change, Drop) and change.key in live}
    come = {change.key: change.new for change in changes if isinstance(change, Create)}
    old = [fact for key, fact in sorted(gone.items()) if _by_itself(key, gone, live)]
    new = [fact for key, fact in sorted(come.items()) if _by_itself(key, come, wanted)]
    found = _matched(old, live, new, wanted, lambda a, b: resembles(a, live, b, wanted))
    return tuple(Rename(a, renamed(a, b.key.path)) for a, b in found)


def aside(key: Key, side: Database, purpose: Callable[[Sequence[str]], str]) -> list[Rename]:
    """Give the renames that free the object's name, and those of its indexes and sequences, for another.

    Shape: `purpose` gives the name that an object waits under until it is dropped.
    """
    own = [key, *(k for k in sorted(side) if home_of(side.facts[k], side) == key)]
    named = [k for k in own if k == key or BY_NAME[k.kind].namespace == BY_NAME[key.kind].namespace]
    facts = [side.facts[k] for k in reversed(named)]
    return [Rename(fact, renamed(fact, (*fact.key.path[:-1], purpose(fact.key.path)))) for fact in facts]


def _by_itself(key: Key, moving: Collection[Key], side: Database) -> bool:
    home = home_of(side.facts[key], side)
    schema = Key("schema", key.path[:1])
    return bool(BY_NAME[key.kind].renames) and not any(k in moving for k in (home, schema) if k != key)


def _parts(side: Database, other: Database, homes: Collection[Key]) -> list[Fact]:
    """Give what belongs to the tables here and is not there, columns left out: those hold something."""
    return [
        fact
        for key, fact in sorted(side.facts.items())
        if key not in other
        and BY_NAME[key.kind].renames
        and not (holds_rows(key) and depth(key.kind) > 1)
        and home_of(fact, side) in homes
    ]


def _matched(
    gone: Sequence[Fact],
    live: Database,
    come: Sequence[Fact],
    wanted: Database,
    same: Callable[[Fact, Fact], bool],
) -> Iterator[tuple[Fact, Fact]]:
    """Give the pairs of what goes and what comes alike in the same place, each at most once."""
    places: dict[Place, list[Fact]] = {}
    for fact in come:
        places.setdefault(_place(fact, wanted), []).append(fact)
    for old in gone:
        among = places.get(_place(old, live), [])
        # Of several the one whose name is nearest.
        close = sorted((new for new in among if same(old, new)), key=lambda new: -_likeness(old, new))
        match = next(iter(close), None)
        if match is not None:
            among.remove(match)
            yield old, match


def _likeness(old: Fact, new: Fact) -> float:
    return SequenceMatcher(None, old.key.path[-1], new.key.path[-1]).ratio()


def _place(fact: Fact, side: Database) -> Place:
    return fact.kind, home_of(fact, side), column_of(fact, side)
