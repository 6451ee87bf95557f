"""Tables and continuous aggregates built anew beside the old ones: the steps, live and on the bench."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dbtool.diff.differ import change_of
from dbtool.execute.bench import steps_between
from dbtool.execute.failures import KEPT, REFUSED
from dbtool.execute.stand_in import as_scratch_holds
from dbtool.kinds import BY_NAME
from dbtool.kinds.rebuilds import (
    AGGREGATE,
    beside,
    can_stay,
    copied_by,
    copied_columns,
    is_policy,
    led_by,
    made_beside,
    needed,
    parts_of,
    readers_of,
    together,
)
from dbtool.model.change import Change, Create
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.plan import Action, Step
from dbtool.planner.planner import plan_actions
from dbtool.render.filters import generated_name
from dbtool.render.setting import Setting
from dbtool.render.statements import Renderer

# So many rows go over in one transaction.
BATCH = 20_000
_TEMPLATE, _ROWS, _BUCKETS = "rebuild.sql.j2", "rebuild_rows.sql.j2", "rebuild_aggregate.sql.j2"

Both = tuple[Sequence[Step], Sequence[Step]]


class Rebuild:
    """One object that is built anew: the steps of each phase, for the live database and for the bench.

    Shape: `now` is the database when the phase begins; `same` says that the old one has the query that the
           new one is to have, and only what it reads from is another by now.
    """

    def __init__(self, key: Key, start: Database, wanted: Database) -> None:
        self.key = key
        self._start, self._wanted = start, wanted
        self._aggregate = key.kind == AGGREGATE
        self._renderer = Renderer(Setting(old=start, new=wanted))
        self._about = {
            "path": key.path,
            "beside": beside(wanted.facts[key]).key.path,
            "name": key.path[1],
            "title": f"{BY_NAME[key.kind].title} {'.'.join(key.path)}",
            "copy_index": generated_name(key.path, "copy"),
            "kept": KEPT,
            "refused": REFUSED,
        }
        by = None if self._aggregate else copied_by(key, start, wanted)
        self._copy: dict[str, Any] = {"by": by, "columns": copied_columns(key, start, wanted)}
        self._indexed = by is None or led_by(by, wanted)
        self._old_indexed = by is None or led_by(by, start)

    def before(self, definition: str, same: bool) -> Both:
        """Give what comes before anything is made: the check, and the place for the new object."""
        check = self._part("check", _BUCKETS, definition=definition, same=same) if self._aggregate else ()
        place = self._part("open")
        return (*check, *place), place

    def missing(self, now: Database) -> Both:
        """Give the making of what the new object uses and is not there yet."""
        keys = needed(made_beside(self.key, self._wanted), now, self._wanted)
        if not keys:
            return (), ()
        return _steps(now, self._with(now, keys), [Create(self._wanted.facts[key]) for key in keys])

    def new_one(self, now: Database) -> Both:
        """Give the making of the new object, with all that belongs to it but what would act on the copy."""
        parts = {key: beside(self._wanted.facts[key]) for key in made_beside(self.key, self._wanted)}
        names = {key: fact.key for key, fact in parts.items()}
        edges = (
            (fact.key, frozenset(names.get(need, need) for need in self._wanted.edges.get(key, ())))
            for key, fact in parts.items()
        )
        target = together(now, parts.values(), edges)
        live, bench = _steps(now, target, [Create(fact) for fact in parts.values()], online=False)
        known = {names[key] for key in parts if self._start.facts.get(key) == self._wanted.facts[key]}
        live = [replace(step, hazards=()) if step.key in known else step for step in live]
        if self._aggregate:
            # What stands in for an aggregate is made anew by the exchange alone.
            live = [replace(step, declares=()) for step in live]
        return live, bench

    def contents(self, definition: str, same: bool) -> Both:
        """Give the copying of rows or the filling of buckets, of which the bench has none."""
        if self._aggregate:
            return self._part("refill", _BUCKETS, definition=definition, same=same), ()
        watch = self._part("watch", _ROWS, **self._copy, indexed=self._indexed)
        index = () if self._old_indexed else self._part("index", _ROWS, by=self._copy["by"])
        stored = Key("columnstore", self.key.path) in self._wanted
        copy = self._part("copy", _ROWS, **self._copy, batch=BATCH, hazards=self._hazards(), stored=stored)
        return (*watch, *index, *copy), watch

    def exchange(self, definition: str, now: Database) -> Both:
        """Give what puts the new object in the place of the old one."""
        views, tables = readers_of(self.key, now)
        if self._aggregate:
            last = self._part("hold", _ROWS, views=views) if views else ()
        else:
            last = self._part(
                "last_rows",
                _ROWS,
                by=self._copy["by"],
                identities=self._identities(),
                batch=BATCH,
                refuse_nulls=self._copy["by"].nullable,
                views=views,
                tables=tables,
            )
        swap = self._part(
            "swap",
            sequences=self._sequences(),
            definition=definition,
            indexed=self._indexed,
            declared=self._wanted.facts[self.key] if self._aggregate else None,
            withdrawn=[
                key for key, fact in self.left_out(now).items() if fact is None and key.kind != "grant"
            ],
        )
        return (*last, *swap), swap

    def followed_by(self, then: Database, now: Database) -> Both:
        """Give what the new object lacks still, and the change of what reads from the old one.

        Shape: `then` is the database before the exchange, `now` after it.
        """
        own = parts_of(self.key, self._wanted)
        policies = [key for key in sorted(own & now.facts.keys()) if is_policy(self._wanted.facts[key])]
        before = now.only(key for key in now if key not in policies)
        moved = {key for key, fact in now.facts.items() if fact != then.facts.get(key)}
        lost = then.facts.keys() - now.facts.keys()
        keys = sorted(
            ((own | moved | lost) & self._wanted.facts.keys())
            - {key for key in now if _same(key, now, self._wanted)}
        )
        keys = [
            key
            for key in keys
            if key.kind != AGGREGATE and not (key in own and is_policy(self._wanted.facts[key]))
        ]
        changes = [c for key in keys for c in change_of(key, now.facts.get(key), self._wanted.facts[key])]
        target = self._with(before, keys)
        live, bench = _steps(before, target, changes)
        again = self._with(target, policies)
        more, _ = _steps(target, again, [Create(self._wanted.facts[key]) for key in policies])
        steps = (*self._for_stand_in(), *live, *(replace(step, hazards=()) for step in more))
        # What ends the transaction comes last: until then nobody sees the new object without its parts.
        return sorted(steps, key=lambda step: step.alone or not step.transactional), bench

    def _for_stand_in(self) -> Iterator[Step]:
        if self._aggregate:
            for key in made_beside(self.key, self._wanted):
                if key.kind == "index":
                    yield from self._part("for_stand_in", fact=self._wanted.facts[key])
                elif key.kind == "grant":
                    again = Action("create", Create(self._wanted.facts[key]))
                    yield from (replace(step, hazards=()) for step in self._renderer.steps(again))

    def end(self) -> Both:
        """Give the clearing up, which also ends the transaction of the exchange."""
        steps = self._part("close")
        if not can_stay(self.key, self._start, self._wanted):
            word = "MATERIALIZED VIEW" if self._aggregate else "TABLE"
            steps = (*steps, *self._part("drop_old", word=word))
        return steps, steps

    def left_out(self, now: Database) -> Mapping[Key, Fact | None]:
        """Give what scratch does not hold of the object, as the exchange leaves it; None for what is gone."""
        found: dict[Key, Fact | None] = {}
        beside_it = set(made_beside(self.key, self._wanted))
        for key in parts_of(self.key, now) | parts_of(self.key, self._wanted):
            grant = self._aggregate and key.kind == "grant"
            if key == self.key or not (grant or BY_NAME[key.kind].declared):
                continue
            new = self._wanted.facts.get(key)
            found[key] = new if key in beside_it or _same(key, now, self._wanted) else None
        return found

    def _part(self, macro: str, template: str = _TEMPLATE, **arguments: Any) -> tuple[Step, ...]:
        return self._renderer.part(template, macro, self.key, self._about, **arguments)

    def _with(self, side: Database, keys: Iterable[Key]) -> Database:
        keys = list(keys)
        edges = ((key, self._wanted.edges.get(key, frozenset())) for key in keys)
        return together(side, (self._wanted.facts[key] for key in keys), edges)

    def _hazards(self) -> tuple[str, ...]:
        """A copy needs room on disk; what is copied without a column loses that column's values."""
        lost = [
            k for k in self._start.children.get(self.key, ()) if k.kind == "column" and k not in self._wanted
        ]
        return ("deletes-data", "rewrites-table") if lost else ("rewrites-table",)

    def _identities(self) -> list[str]:
        return [
            new.name
            for old, new in self._copy["columns"]
            if old.identity_generation and new.identity_generation
        ]

    def _sequences(self) -> list[tuple[str, ...]]:
        """Give the sequences that would go with the old table's columns."""
        return [
            fact.key.path
            for fact in self._start.of_kind("sequence_ownership")
            if (fact.values()["schema"], fact.values()["table"]) == self.key.path
        ]


def _same(key: Key, now: Database, wanted: Database) -> bool:
    """Say whether nothing is to change: what is left to the server is as it is."""
    old, new = now.facts.get(key), wanted.facts.get(key)
    return old == new or not (old is None or new is None or any(change_of(key, old, new)))


def _steps(now: Database, target: Database, changes: Sequence[Change], *, online: bool = True) -> Both:
    """Give the steps of the changes for the live database, and those by which the bench gets there."""
    actions = plan_actions(changes, now, target)
    created = frozenset(action.key for action in actions if action.verb == "create")
    setting = Setting(old=now, new=target, created=created, online=online)
    bench = steps_between(as_scratch_holds(now), as_scratch_holds(target), online=False)
    return Renderer(setting).all(actions), tuple(bench)
