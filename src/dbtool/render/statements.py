"""Actions to steps, through each kind's X.ddl.sql.j2."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from dbtool.kinds import BY_NAME
from dbtool.kinds.places import left_to_children
from dbtool.kinds.refilling import Refill, refill, refilled
from dbtool.kinds.relations.base_type import BaseType, functions_of
from dbtool.kinds.renaming import out_of_the_way
from dbtool.model.change import Alter, Create, Drop, Rename, Replace
from dbtool.model.database import EMPTY, Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.plan import Action, Step
from dbtool.model.quoting import qualified
from dbtool.render.below import has_heirs, holds_keys, holds_rows_made_anew, made_of
from dbtool.render.casts import go_by_text
from dbtool.render.environment import ddl_environment
from dbtool.render.filters import generated_name
from dbtool.render.inside import Inside
from dbtool.render.logging_order import logging_order


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

    def holds_keys(self, index: Key) -> bool:
        """Say whether parts of the index are partitions' keys, which the server drops only when told."""
        return holds_keys(index, self.old)

    def partitioned(self, schema: str, name: str) -> bool:
        """Say whether the table has a partition key."""
        return getattr(self.fact("table", schema, name), "partition_by", None) is not None

    def has_heirs(self, schema: str, name: str) -> bool:
        """Say whether others inherit from the table."""
        return has_heirs(Key("table", (schema, name)), self.old, self.version)

    def typed(self, schema: str, name: str) -> bool:
        """Say whether the table is and stays made of a composite type, so that its columns follow that."""
        sides = (self.old.get("table", schema, name), self.new.get("table", schema, name))
        return all(getattr(side, "of_type", None) for side in sides) and not self.makes("table", schema, name)

    def functions_of_type(self, type_: BaseType, side: Database) -> list[Fact]:
        """Give the functions that a base type is made with, as far as they are the database's own."""
        return [side.facts[key] for key in dict.fromkeys(functions_of(type_)) if key in side]

    def of_a_type(self, function: Key) -> bool:
        """Say whether the function belongs to a base type, with which it goes."""
        types = (fact for fact in self.old.of_kind("base_type") if isinstance(fact, BaseType))
        return any(function in functions_of(fact) for fact in types)

    def made_of(self, *path: str) -> list[tuple[str, ...]]:
        """Give the tables that are and stay made of a composite type."""
        return [table for table in made_of(path, self.old, self.new) if not self.makes("table", *table)]

    def waits(self, column: Fact) -> bool:
        """Say whether the column waits for the plan to make that anew whose rows or values it holds."""
        return holds_rows_made_anew(column.key, self.old, self.new, self.created)

    def by_text(self, old: str, new: str) -> bool:
        """Say whether a value of type `old` becomes one of type `new` only by its text."""
        return go_by_text(old, new, self.old, self.new, self.version)

    @cached_property
    def refilled(self) -> frozenset[Key]:
        """The tables that are made anew and keep their rows."""
        return refilled({key for key in self.created if key in self.old}, self.old, self.new)

    def refill(self, table: Key) -> Refill:
        """Give what goes over to such a table's new version."""
        return refill(table, self.old, self.new, self.created)

    @cached_property
    def left_to_children(self) -> frozenset[Key]:
        """The columns that a table loses and a child of it keeps."""
        return frozenset(left_to_children(self.old, self.new, self.version))

    @cached_property
    def logging(self) -> tuple[tuple[str, ...], ...]:
        """The tables that cease to be logged or begin to be, in the order that foreign keys ask for."""
        return logging_order(self.old, self.new, self.created)

    @cached_property
    def timescaledb(self) -> tuple[int, int]:
        """The version of TimescaleDB that the plan ends with; where nobody has said it, a recent one."""
        version = getattr(self.new.get("extension", "timescaledb"), "version", None) or getattr(
            self.old.get("extension", "timescaledb"), "version", None
        )
        major, minor = (version or "2.29").split(".")[:2]
        return int(major), int(minor)

    @cached_property
    def new_paths(self) -> frozenset[tuple[str, ...]]:
        """The paths of relations that are there only from this plan on: nobody waits for a lock on them."""
        stood = {key.path for key in self.old if BY_NAME[key.kind].namespace == "relation"}
        made = {key.path for key in self.created if BY_NAME[key.kind].namespace == "relation"}
        return frozenset(made - stood)


class Renderer:
    """Renders actions; one instance serves one plan and keeps its templates' modules."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._modules: dict[str, Any] = {}
        self._steps: list[Step] = []
        self._key = Key("", ())
        self._stubbed: set[Key] = set()
        self._aside: dict[Key, Fact] = {}

    def steps(self, action: Action) -> tuple[Step, ...]:
        """Give the steps that carry out one action, in order."""
        self._steps, self._key = [], action.key
        ddl_environment().collect = self._collect
        module = self._module(action.key.kind)
        change = action.change
        match action.verb, change:
            case "create", Create() | Replace():
                module.create(change.new, Inside(action.inside, stubbed=action.key in self._stubbed))
            case "drop", Drop() | Replace():
                module.drop(self._aside.get(action.key, change.old))
            case "stub", Create() | Replace():
                self._stubbed.add(action.key)
                module.stub(change.new, False)
            case "blank", Drop() | Replace():
                module.stub(change.old, True)
            case "aside", Replace():
                old, kind = change.old, BY_NAME[action.key.kind]
                self._aside[action.key] = out_of_the_way(old, generated_name(old.key.path, "old"))
                self._made("rename.sql.j2").rename(kind.renames, kind.moves, old, self._aside[action.key])
            case "fill", Replace():
                module.fill(change.old, change.new)
            case "alter", Alter():
                module.alter(change.old, change.new, change.fields)
            case _:
                raise AssertionError(f"{action.verb} of {change}")
        return self._marked(action)

    def rename(self, change: Rename) -> tuple[Step, ...]:
        """Give the steps that give an object its new name, or schema."""
        kind = BY_NAME[change.key.kind]
        module = self._renaming(change.old.key)
        module.rename(kind.renames, kind.moves, change.old, change.new)
        return tuple(self._steps)

    def follow(self, old: Fact, new: Fact) -> tuple[Step, ...]:
        """Give the step by which what dbtool keeps as a row of its own goes on under a new name."""
        self._renaming(old.key).follow(BY_NAME[old.kind].table_of_rows, old, new)
        return tuple(self._steps)

    def _renaming(self, key: Key) -> Any:
        self._steps, self._key = [], key
        ddl_environment().collect = self._collect
        return self._made("rename.sql.j2")

    def part(
        self, template: str, macro: str, key: Key, about: Mapping[str, Any], **arguments: Any
    ) -> tuple[Step, ...]:
        """Give the steps of one macro of a template that is no kind's own; all of it knows `about`."""
        self._steps, self._key = [], key
        ddl_environment().collect = self._collect
        module: Any = ddl_environment().get_template(template).make_module({"db": self._setting, **about})
        getattr(module, macro)(**arguments)
        return tuple(self._steps)

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
        return self._made(BY_NAME[kind].template)

    def _made(self, name: str) -> Any:
        if name not in self._modules:
            self._modules[name] = ddl_environment().get_template(name).make_module({"db": self._setting})
        return self._modules[name]

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
