"""Actions to steps, through each kind's X.ddl.sql.j2."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from dbtool.kinds import BY_NAME
from dbtool.model.change import Alter, Create, Drop, Replace
from dbtool.model.database import EMPTY, Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.plan import Action, Step
from dbtool.model.quoting import qualified
from dbtool.render.environment import ddl_environment


@dataclass(frozen=True)
class Setting:
    """What a template may ask about the database around its object.

    Shape: `created` and `dropped` hold the keys that the same plan makes and drops; `online` is False where
           nobody else uses the database (scratch), so that no statement needs to run concurrently.
    """

    old: Database = EMPTY
    new: Database = EMPTY
    created: frozenset[Key] = frozenset()
    dropped: frozenset[Key] = frozenset()
    version: int = 170000
    online: bool = True

    def has(self, kind: str, *path: str) -> bool:
        """Say whether the object is there, before or after."""
        return Key(kind, path) in self.new or Key(kind, path) in self.old

    def fact(self, kind: str, *path: str) -> Fact | None:
        """Give the object as it will be, else as it was."""
        return self.new.get(kind, *path) or self.old.get(kind, *path)

    def in_use(self, kind: str, *path: str) -> bool:
        """Say whether others may be using the object: it stood before, and the plan is not offline."""
        return self.online and Key(kind, path) not in self.created

    def makes(self, kind: str, *path: str) -> bool:
        """Say whether the plan makes the object, anew too."""
        return Key(kind, path) in self.created

    def partitioned(self, schema: str, name: str) -> bool:
        """Say whether the table has a partition key."""
        return getattr(self.fact("table", schema, name), "partition_by", None) is not None

    def typed(self, schema: str, name: str) -> bool:
        """Say whether the table is and stays made of a composite type, so that its columns follow that."""
        sides = (self.old.get("table", schema, name), self.new.get("table", schema, name))
        return all(getattr(side, "of_type", None) for side in sides) and not self.makes("table", schema, name)

    @cached_property
    def timescaledb(self) -> tuple[int, int]:
        """The version of TimescaleDB; where nobody has said it, a recent one."""
        version = getattr(self.old.get("extension", "timescaledb"), "version", None) or getattr(
            self.new.get("extension", "timescaledb"), "version", None
        )
        major, minor = (version or "2.20").split(".")[:2]
        return int(major), int(minor)

    @cached_property
    def new_paths(self) -> frozenset[tuple[str, ...]]:
        """The paths of relations that are there only from this plan on: nobody waits for a lock on them."""
        stood = {key.path for key in self.old if BY_NAME[key.kind].namespace == "relation"}
        made = {key.path for key in self.created if BY_NAME[key.kind].namespace == "relation"}
        return frozenset(made - stood)


@dataclass
class Inside:
    """The facts folded into a CREATE, by kind."""

    facts: Sequence[Fact] = field(default_factory=tuple)

    def of(self, kind: str) -> list[Fact]:
        """Give the folded facts of one kind, columns in their order."""
        found = [fact for fact in self.facts if fact.kind == kind]
        return sorted(found, key=lambda fact: (getattr(fact, "position", 0), fact.key))

    def default_of(self, column: str) -> Fact | None:
        """Give the folded default of a column, or None."""
        for fact in self.facts:
            if fact.kind == "column_default" and fact.key.path[2] == column:
                return fact
        return None


class Renderer:
    """Renders actions; one instance serves one plan and keeps its templates' modules."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._modules: dict[str, Any] = {}
        self._steps: list[Step] = []
        self._key = Key("", ())

    def steps(self, action: Action) -> tuple[Step, ...]:
        """Give the steps that carry out one action, in order."""
        self._steps, self._key = [], action.key
        ddl_environment().collect = self._collect
        module = self._module(action.key.kind)
        change = action.change
        match action.verb, change:
            case "create", Create() | Replace():
                module.create(change.new, Inside(action.inside))
            case "drop", Drop() | Replace():
                module.drop(change.old)
            case "alter", Alter():
                module.alter(change.old, change.new, change.fields)
            case _:
                raise AssertionError(f"{action.verb} of {change}")
        return self._marked(action)

    def probe(self, fact: Fact) -> tuple[Step, ...]:
        """Give the statements by which the server shows that it understands the fact."""
        self._steps, self._key = [], fact.key
        ddl_environment().collect = self._collect
        self._module(fact.kind).probe(fact)
        return tuple(self._steps)

    def all(self, actions: Iterable[Action]) -> tuple[Step, ...]:
        """Give the steps of all actions, in their order."""
        return tuple(step for action in actions for step in self.steps(action))

    def _marked(self, action: Action) -> tuple[Step, ...]:
        """The steps; the last of the Community's own says what holds after it, for servers without it.

        Each of an index's or grant's does: what stands in for an aggregate has those itself.
        """
        places = [place for place, step in enumerate(self._steps) if step.community]
        for place in places[-1:] if BY_NAME[action.key.kind].declared else places:
            if action.verb == "drop":
                gone = (action.key, *(fact.key for fact in action.inside))
                self._steps[place] = replace(self._steps[place], withdraws=gone)
            elif not isinstance(action.change, Drop):
                self._steps[place] = replace(self._steps[place], declares=(action.change.new,))
        return tuple(self._steps)

    def _module(self, kind: str) -> Any:
        if kind not in self._modules:
            template = ddl_environment().get_template(BY_NAME[kind].template)
            self._modules[kind] = template.make_module({"db": self._setting})
        return self._modules[kind]

    def _collect(self, sql: str, options: dict[str, Any]) -> None:
        lock, on = options.pop("lock", ""), options.pop("on", None)
        hazards = tuple(options.pop("hazards", ()))
        if on is not None:
            paths = [tuple(path) for path in (on if isinstance(on, list) else [on])]
            used = [qualified(*path) for path in paths if path not in self._setting.new_paths]
            lock = f"{lock} on {' and '.join(used)}" if lock and used else ""
            hazards = hazards if used else ()
        if self._key in self._setting.new:
            # What is made again in the same plan goes away for nobody.
            hazards = tuple(hazard for hazard in hazards if hazard != "breaks-clients")
        options.setdefault("community", BY_NAME[self._key.kind].community)
        # str(): a template's Markup would escape for HTML in whoever edits it later.
        plain: dict[str, Any] = {
            name: str(value) if isinstance(value, str) else value for name, value in options.items()
        }
        self._steps.append(Step(sql=sql, key=self._key, lock=lock, hazards=hazards, **plain))
