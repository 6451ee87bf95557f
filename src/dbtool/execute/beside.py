"""What must be built anew is built on scratch first; its steps come before the plan, which starts there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dbtool.diff.differ import diff
from dbtool.errors import DbtoolError
from dbtool.execute.bench import Bench
from dbtool.execute.rebuilding import Both, Rebuild
from dbtool.execute.stage import Scratch, staged
from dbtool.execute.stand_in import AGGREGATE, STAND_IN, scratch_key
from dbtool.kinds.access.grant import Grant
from dbtool.kinds.edges import with_known_edges
from dbtool.kinds.rebuilds import to_rebuild
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.plan import Step
from dbtool.planner.renames import Renamed


def rebuilt(scratch: Scratch, found: Renamed, wanted: Database) -> Renamed:
    """Give the database with those objects built anew that no statement alters; nothing runs on it.

    Shape:  scratch is only asked for where there is such an object. What scratch refuses is left to the plan.
    Errors: PlanNotProved where scratch refuses what is there.
    """
    if not to_rebuild(found.database, wanted):
        return found
    with staged(scratch, found.database, wanted.facts.values()) as bench:
        site = _Site(bench, found.database, wanted)
        site.build_all()
    changes = diff(found.database, site.now) if site.steps else ()
    return Renamed(site.now, (*found.changes, *changes), (*found.steps, *site.steps))


class _Refused(Exception):
    """Scratch has refused a step."""


class _Site:
    """A database on the bench, and what it has become there.

    Shape: `steps` are those for the live database.
    """

    def __init__(self, bench: Bench, start: Database, wanted: Database) -> None:
        self._bench, self._wanted = bench, wanted
        self._start, self._before = start, bench.read()
        self._found = self._before
        self._instead: dict[Key, Fact | None] = {}
        self.now = start
        self.steps: list[Step] = []

    def build_all(self) -> None:
        """Build one after the other: what reads from a new one differs by then, and comes next."""
        tried: set[Key] = set()
        while found := [key for key in to_rebuild(self.now, self._wanted) if key not in tried]:
            tried.add(found[0])
            if self._printed(self._found, found[0]) != getattr(
                self._wanted.facts[found[0]], "definition", None
            ):
                self._try(found[0])

    def _printed(self, side: Database, key: Key) -> str | None:
        """Give an aggregate's query as scratch prints it; what only prints otherwise is not built anew."""
        return getattr(side.facts.get(scratch_key(key)), "definition", "")

    def _try(self, key: Key) -> None:
        kept = self.now, self._found, list(self.steps), dict(self._instead)
        try:
            with self._bench.connection.transaction():
                self._build(key)
        except (_Refused, DbtoolError):
            self.now, self._found, self.steps, self._instead = kept

    def _build(self, key: Key) -> None:
        rebuild = Rebuild(key, self.now, self._wanted)
        definition = str(getattr(self._wanted.facts[key], "definition", ""))
        same = definition == (self._printed(self._before, key) or None)
        old = str(getattr(self._start.facts[key], "definition", ""))
        self._run(rebuild.before(definition, same))
        self._run(rebuild.missing(self.now))
        self._take()
        self._run(rebuild.new_one(self.now))
        self._run(rebuild.contents(definition, same))
        self._run(rebuild.exchange(definition if same else old, self.now))
        then = self.now
        self._instead |= rebuild.left_out(then)
        self._take()
        self._run(rebuild.followed_by(then, self.now))
        self._take()
        self._run(rebuild.end())

    def _run(self, steps: Both) -> None:
        live, bench = steps
        if self._bench.run(bench):
            raise _Refused
        self.steps += live

    def _take(self) -> None:
        """Read what the bench holds, and give the database with it."""
        self._found = self._bench.read()
        facts = {key: now for key, fact in self._start.facts.items() if (now := self._now(key, fact))}
        for key, fact in self._found.facts.items():
            if key not in self._before and not self._stands_in(fact):
                facts[key] = fact
        for key in self._wanted.facts.keys() - facts.keys():
            # An aggregate that is new, for another one to read from.
            if key.kind == AGGREGATE and scratch_key(key) in self._found:
                facts[key] = self._wanted.facts[key]
        facts |= {key: fact for key, fact in self._instead.items() if fact}
        facts = {key: fact for key, fact in facts.items() if self._instead.get(key, fact)}
        self.now = with_known_edges(facts, self._edges(), self._start.unmodelled)

    def _now(self, key: Key, fact: Fact) -> Fact | None:
        held = scratch_key(key)
        if held not in self._before:
            return fact
        now, before = self._found.facts.get(held), self._before.facts[held]
        if now is None:
            return None
        values: dict[str, Any] = {
            name: getattr(now, name)
            for name in type(now).__dataclass_fields__
            if getattr(now, name) != getattr(before, name) and hasattr(fact, name)
        }
        return replace(fact, **values) if values else fact

    def _stands_in(self, fact: Fact) -> bool:
        """Say whether it is the view that stands for an aggregate, or a grant on that."""
        on = fact.on if isinstance(fact, Grant) and fact.on_kind == STAND_IN else ()
        path = fact.key.path if fact.kind == STAND_IN else on
        return any(Key(AGGREGATE, tuple(path)) in side for side in (self._start, self._wanted))

    def _edges(self) -> Mapping[Key, frozenset[Key]]:
        shown = {scratch_key(key): key for key in (*self._start, *self._wanted) if key.kind == AGGREGATE}
        read = {
            shown.get(key, key): frozenset(shown.get(need, need) for need in needs)
            for key, needs in self._found.edges.items()
        }
        return {**self._start.edges, **read}
