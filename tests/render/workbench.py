"""A database that facts are brought into one by one through the templates; every step runs for real."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, Self

import psycopg

from dbtool.catalog.inspector import inspect
from dbtool.kinds import BY_NAME
from dbtool.kinds.base import Rule
from dbtool.kinds.edges import with_known_edges
from dbtool.model.change import Alter, Create, Drop
from dbtool.model.database import Database, changed_fields
from dbtool.model.fact import Expr, Fact
from dbtool.model.hazards import HAZARDS
from dbtool.model.key import Key
from dbtool.model.plan import Action, Plan, Step
from dbtool.model.quoting import ident
from dbtool.render.setting import Setting
from dbtool.render.statements import Renderer

# A name that needs every kind of quoting.
SCHEMA = 'Schéma "x".y $dbtool$'


def in_schema(text: str) -> Expr:
    """Give SQL text with SCHEMA, quoted, in the place of @S."""
    return Expr(text.replace("@S", ident(SCHEMA)))


class Workbench:
    """One database. What a method brings in must read back as the same fact.

    Shape: `online` says whether objects that were there before count as in use; `version` is the server's, as
           far as the templates know.
    """

    def __init__(self, url: str, *, online: bool = True) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.online = online
        self.version = self.connection.info.server_version
        self._live: Database | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.connection.close()

    def sql(self, text: str) -> list[tuple[Any, ...]]:
        """Run statements of the test's own, with @S for the schema SCHEMA, and give the rows of the last."""
        self._live = None
        cursor = self.connection.execute(in_schema(text).encode())
        return cursor.fetchall() if cursor.description else []

    def create(self, fact: Fact, *inside: Fact, beside: Iterable[Fact] = ()) -> tuple[Step, ...]:
        """Make an object with the facts folded into it; `beside` is wanted too but made by others."""
        steps = self._plan(
            Action("create", Create(fact), inside), [fact, *inside, *beside], made=[fact, *inside]
        )
        self._run(steps)
        self.expect(fact, *inside)
        return steps

    def alter(self, fact: Fact, beside: Iterable[Fact] = ()) -> tuple[Step, ...]:
        """Bring an object to the fact in place."""
        old = self.read().facts[fact.key]
        fields = tuple(name for name in changed_fields(old, fact) if _compared(name, fact))
        assert fields, f"{fact} is what is there"
        steps = self._plan(Action("alter", Alter(old, fact, fields)), [fact, *beside])
        assert steps, f"no step for {', '.join(fields)} of {fact.key}"
        self._run(steps)
        self.expect(fact)
        return steps

    def vary(self, fact: Fact, **fields: Any) -> tuple[Step, ...]:
        """Alter the fields one after another, each alone, and back again; give the steps on the way there."""
        there: list[Step] = []
        for name, value in fields.items():
            changed = dataclasses.replace(fact, **{name: value})
            there += self.alter(changed)
            if BY_NAME[fact.kind].fields[name] is not Rule.OPTIONAL or getattr(fact, name) is not None:
                self.alter(fact)
        return tuple(there)

    def drop(self, fact: Fact) -> tuple[Step, ...]:
        """Drop an object."""
        live = self.read()
        left = Database({key: value for key, value in live.facts.items() if key != fact.key}, live.edges)
        steps = self.steps(Action("drop", Drop(fact)), live, left)
        self._run(steps)
        assert fact.key not in self.read(), f"{fact.key} is still there after {sql_of(steps)}"
        return steps

    def read(self) -> Database:
        """Give what is there; read anew only after something has run."""
        self._live = self._live or inspect(self.connection)
        return self._live

    def expect(self, *facts: Fact) -> None:
        """Fail unless the server has the facts as they are."""
        live = self.read()
        for fact in facts:
            assert fact.key in live, f"{fact.key} is not there"
            found = live.facts[fact.key]
            differing = {n: v for n, v in changed_fields(found, fact).items() if _compared(n, fact)}
            assert not differing, f"{fact.key} reads back otherwise (server, wanted): {differing}"

    def steps(
        self, action: Action, live: Database, wanted: Database, made: Iterable[Key] = ()
    ) -> tuple[Step, ...]:
        """Give what the templates make of one action."""
        setting = Setting(
            old=live,
            new=wanted,
            created=frozenset(made),
            version=self.version,
            online=self.online,
        )
        return Renderer(setting).steps(action)

    def _plan(self, action: Action, facts: Iterable[Fact], made: Iterable[Fact] = ()) -> tuple[Step, ...]:
        live = self.read()
        wanted: Mapping[Key, Fact] = {**live.facts, **{fact.key: fact for fact in facts}}
        known = with_known_edges(wanted, live.edges)
        return self.steps(action, live, known, [fact.key for fact in made])

    def _run(self, steps: tuple[Step, ...]) -> None:
        self._live = None
        for step in steps:
            assert step.note, step
            assert not step.note.endswith("."), step.note
            assert set(step.hazards) <= HAZARDS.keys(), step.hazards
        for batch in Plan(steps).batches:
            if batch[0].transactional:
                with self.connection.transaction():
                    for step in batch:
                        self._execute(step.sql)
                continue
            for step in batch:
                if step.recover:
                    self._execute(step.recover)
                self._execute(step.sql)

    def _execute(self, statement: str) -> None:
        assert statement.endswith(";"), statement
        try:
            self.connection.execute(statement.encode())
        except psycopg.Error as error:
            raise AssertionError(f"{error}\nrefused:\n{statement}") from error


def sql_of(steps: Iterable[Step]) -> str:
    """Give the statements as one script."""
    return "\n".join(step.sql for step in steps)


def hazards_of(steps: Iterable[Step]) -> set[str]:
    return {hazard for step in steps for hazard in step.hazards}


def _compared(name: str, wanted: Fact) -> bool:
    rule = BY_NAME[wanted.kind].fields.get(name)
    if rule is Rule.OPTIONAL:
        return getattr(wanted, name) is not None
    return rule is not Rule.IGNORE
