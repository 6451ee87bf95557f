"""Renames on scratch: what a database is once its objects have their new names, as the server tells it.

A new name shows in the text of everything that uses the object. So the database is built on scratch, its
objects are renamed there, and what is different then is different in the live one too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from typing import Any

from dbtool.catalog.address import Address
from dbtool.catalog.inspector import located
from dbtool.definitions.contract import RenamedFrom
from dbtool.errors import PlanNotProved
from dbtool.execute.bench import Bench
from dbtool.execute.beside import rebuilt
from dbtool.execute.stage import Scratch, staged
from dbtool.execute.stand_in import STAND_IN, scratch_key
from dbtool.kinds import BY_NAME
from dbtool.kinds.access.grant import Grant
from dbtool.kinds.edges import with_known_edges
from dbtool.kinds.places import (
    anything_moves,
    changing_places,
    changing_sorts,
    coming_parents,
    exchanged,
    getting_own_columns,
    left_to_children,
    put_in,
    taken_out,
    without_parents,
)
from dbtool.kinds.renaming import columns_renamed, depth, is_there, with_relations, with_roles
from dbtool.model.change import AnyChange, Drop, Rename
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.plan import Action, Step
from dbtool.planner.renames import Renamed, applicable, aside, consequent, homes_of, understood
from dbtool.render.filters import generated_name
from dbtool.render.setting import Setting
from dbtool.render.statements import Renderer

Path = tuple[str, ...]
_ROLE = "role"


def renamed(scratch: Scratch, live: Database, wanted: Database, said: Iterable[RenamedFrom]) -> Renamed:
    """Give `live` with the objects renamed that the definitions say are the same, and what no statement
    alters built anew; nothing runs on it.

    Shape: scratch is only asked for where there is something of the sort.
    Errors: BothThere; PlanNotProved where scratch refuses what is live or a rename.
    """
    return rebuilt(scratch, _renamed(scratch, live, wanted, said), wanted)


def renamed_back(
    scratch: Scratch, database: Database, wanted: Database, changes: Sequence[AnyChange]
) -> Renamed:
    """Give the database with the renames among the changes taken back, last first, and what is built anew."""
    return rebuilt(scratch, _renamed_back(scratch, database, wanted, changes), wanted)


def _renamed(scratch: Scratch, live: Database, wanted: Database, said: Iterable[RenamedFrom]) -> Renamed:
    words = understood(said, live, wanted)
    if not applicable(words, live) and not anything_moves(live, wanted):
        return Renamed(live)
    roles = [rename for rename in applicable(words, live) if rename.key.kind == _ROLE]
    with _scene(scratch, _with_roles(live, roles)) as scene:
        while found := [r for r in applicable(words, scene.now) if r.key.kind != _ROLE]:
            scene.rename(found)
        while found := consequent(scene.now, wanted, homes_of(scene.done)):
            scene.rename(found)
        scene.move(wanted)
        return scene.result(live, roles)


def _renamed_back(
    scratch: Scratch, database: Database, wanted: Database, changes: Sequence[AnyChange]
) -> Renamed:
    renames = [change for change in changes if isinstance(change, Rename)]
    back = [Rename(rename.new, rename.old) for rename in reversed(renames)]
    if not back and not anything_moves(database, wanted):
        return Renamed(database)
    roles = [rename for rename in back if rename.key.kind == _ROLE and rename.old.key in database]
    with _scene(scratch, _with_roles(database, roles)) as scene:
        others = [rename for rename in back if rename.key.kind != _ROLE]
        leaving = {rename.old.key for rename in others}
        for rename in others:
            if rename.key in scene.now and rename.key not in leaving:
                scene.rename(aside(rename.key, scene.now, _waiting))
        for _, together in groupby(others, lambda rename: depth(rename.key.kind)):
            scene.rename([rename for rename in together if is_there(rename.old.key, scene.now)])
        scene.move(wanted)
        return scene.result(database, roles)


def _waiting(path: Sequence[str]) -> str:
    return generated_name(path, "old")


class _Scene:
    """A database on the bench, and what it has become there by renaming."""

    def __init__(self, bench: Bench, start: Database) -> None:
        self._bench, self._start = bench, start
        self._before, self._places = self._read()
        self.now = start
        self.done: list[Rename] = []
        self._moved: list[AnyChange] = []
        self._steps: list[Step] = []
        self._names: dict[Key, Key] = {}

    def rename(self, renames: Sequence[Rename]) -> None:
        """Rename on the bench, and read what that makes of the database."""
        renderer = Renderer(Setting(old=self.now))
        steps = [step for rename in renames for step in renderer.rename(rename)]
        failures = self._bench.run(steps)
        if failures:
            raise PlanNotProved(f"the server refuses a rename: {failures[0].message}", hint=failures[0].hint)
        self.done += renames
        self._steps += steps
        self._take()

    def move(self, wanted: Database) -> None:
        """Take tables out of what they are to be no part of and put them in where the server takes them.

        A type whose name another sort of type takes waits under another name for its columns to change over.
        """
        for key in changing_sorts(self.now, wanted):
            self.rename(aside(key, self.now, _waiting))
        self._leave_columns(wanted)
        places = changing_places(self.now, wanted)
        alone = getting_own_columns(self.now, wanted)
        for of in (coming_parents, exchanged):
            self._place([action for key in places for action in of(key, self.now, wanted)], wanted)
        leaving = [action for key in places for action in taken_out(key, self.now, wanted)]
        self._place([*leaving, *(without_parents(key, self.now) for key in alone)], wanted)
        self._place([one for key in [*places, *alone] for one in put_in(key, self.now, wanted)], wanted)

    def _leave_columns(self, wanted: Database) -> None:
        """Drop columns from parents only, where their children keep them, as long as the server does so."""
        tried: set[Key] = set()
        version = self._bench.connection.info.server_version
        while found := [key for key in left_to_children(self.now, wanted, version) if key not in tried]:
            tried |= set(found)
            self._place([Action("drop", Drop(self.now.facts[key])) for key in found], wanted)

    def _place(self, actions: Sequence[Action], wanted: Database) -> None:
        renderer = Renderer(Setting(old=self.now, new=wanted))
        for action in actions:
            steps = renderer.steps(action)
            # What the server refuses is left to the plan, which makes the table anew.
            if self._bench.takes(steps):
                self._steps += steps
                self._moved.append(action.change)
        if actions:
            self._take()

    def result(self, live: Database, roles: Sequence[Rename]) -> Renamed:
        """Give the outcome; what dbtool keeps as rows of its own follows last."""
        renderer = Renderer(Setting(old=live))
        first = [step for rename in roles for step in renderer.rename(rename)]
        last = [
            step
            for old, new in sorted(self._names.items())
            if old != new and BY_NAME[old.kind].table_of_rows
            for step in renderer.follow(self._start.facts[old], self.now.facts[new])
        ]
        changes = (*roles, *self.done, *self._moved)
        return Renamed(self.now, changes, (*first, *self._steps, *last))

    def _read(self) -> tuple[Database, Mapping[Address, Key]]:
        return located(self._bench.connection, builder=self._bench.builder)

    def _take(self) -> None:
        found, places = self._read()
        became = {key: places[place] for place, key in self._places.items() if place in places}
        paths = {old.path: new.path for old, new in became.items() if _is_relation(old)}
        columns = columns_renamed(became)
        facts: dict[Key, Fact] = {}
        self._names = {}
        for key, fact in self._start.facts.items():
            new = self._now(key, fact, became, found, (paths, columns))
            if new is not None:
                self._names[key] = new.key
                facts[new.key] = new
        others = found.facts.keys() - self._before.facts.keys() - set(became.values())
        facts |= {key: found.facts[key] for key in others if not self._stands_in(found.facts[key])}
        edges = {key: found.edges[key] for key in others if key in facts}
        for key, needs in self._start.edges.items():
            if key in self._names:
                kept = (self._names[need] for need in needs if need in self._names)
                edges[self._names[key]] = frozenset(kept)
        self.now = with_known_edges(facts, edges, self._start.unmodelled)

    def _now(
        self,
        key: Key,
        fact: Fact,
        became: Mapping[Key, Key],
        found: Database,
        names: tuple[Mapping[Path, Path], Mapping[Path, Mapping[str, str]]],
    ) -> Fact | None:
        """Give what the object is now; None for what goes with its object's name, and is read anew."""
        held = scratch_key(key)
        if held not in self._before:
            return with_relations(fact, *names)
        now = found.facts.get(became.get(held, held))
        if now is None:
            return None
        values: dict[str, Any] = {
            name: getattr(now, name)
            for name in type(now).__dataclass_fields__
            if getattr(now, name) != getattr(self._before.facts[held], name) and hasattr(fact, name)
        }
        return replace(fact, **values) if values else fact

    def _stands_in(self, fact: Fact) -> bool:
        """Whether it is a grant on what only stands in for the object that has it."""
        if not isinstance(fact, Grant) or fact.on_kind != STAND_IN:
            return False
        return not any(new == Key(STAND_IN, fact.on) for new in self._names.values())


def _is_relation(key: Key) -> bool:
    return BY_NAME[key.kind].namespace == "relation" and len(key.path) == 2


def _with_roles(database: Database, renames: Iterable[Rename]) -> Database:
    """Give the database with roles renamed, in which the server's cluster need not take part."""
    names = {rename.old.key.path[0]: rename.key.path[0] for rename in renames}
    if not names:
        return database
    became = {key: with_roles(fact, names) for key, fact in database.facts.items()}
    new = {key: fact.key for key, fact in became.items()}
    edges = {new[key]: frozenset(new[need] for need in needs) for key, needs in database.edges.items()}
    return with_known_edges({fact.key: fact for fact in became.values()}, edges, database.unmodelled)


@contextmanager
def _scene(scratch: Scratch, start: Database) -> Iterator[_Scene]:
    with staged(scratch, start) as bench:
        yield _Scene(bench, start)
