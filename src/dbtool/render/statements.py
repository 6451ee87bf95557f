"""Actions to steps, through each kind's X.ddl.sql.j2."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from dbtool.kinds import BY_NAME
from dbtool.kinds.renaming import out_of_the_way
from dbtool.model.change import Alter, Create, Drop, Rename, Replace
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.plan import Action, Step
from dbtool.model.quoting import qualified
from dbtool.render.environment import ddl_environment
from dbtool.render.filters import generated_name
from dbtool.render.inside import Inside
from dbtool.render.setting import Setting


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
