"""Gathers what the forms of one load say: facts, statements, references and everything wrong."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dbtool.definitions.at import At
from dbtool.definitions.contract import Phase, RenamedFrom, SaidLabel, Statement, Waiver
from dbtool.definitions.intended import Intended
from dbtool.definitions.names import BadName, Name, default_name, parsed
from dbtool.errors import InvalidDefinition, Origin
from dbtool.kinds import BY_NAME
from dbtool.kinds.access.default_privilege import DefaultPrivilege
from dbtool.kinds.access.grant import Grant
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.tenancy import Tenancy


@dataclass(frozen=True, slots=True)
class Reference:
    """The author's mention of an object: one of `kinds` at `path` must be declared."""

    kinds: tuple[str, ...]
    path: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class _Unnamed:
    schema: str
    table: str
    columns: tuple[str, ...]
    label: str
    make: Callable[[str], Fact]
    origin: Origin
    then: Callable[[Key], None]


class Collector:
    """What has been gathered so far. The same object twice is an error that names both places.

    `read_beside` gives the rendered text of a file that a form names, by its name and the naming file's.
    """

    def __init__(self, read_beside: Callable[[str, Origin], str]) -> None:
        self._read_beside = read_beside
        self.facts: dict[Key, Fact] = {}
        self.origins: dict[Key, Origin] = {}
        self.references: list[Reference] = []
        self.errors: list[InvalidDefinition] = []
        self.waivers: list[Waiver] = []
        self.renames: list[RenamedFrom] = []
        self.labels: list[SaidLabel] = []
        self.left_out: list[Origin] = []
        self.tenancy: Tenancy | None = None
        self.intended: dict[tuple[str, str], Intended] = {}
        self.unread: set[Key] = set()
        self.copies: set[tuple[str, ...]] = set()
        self.later: list[Callable[[Collector], None]] = []
        self.last: list[Callable[[Collector], None]] = []
        self._statements: dict[Phase, list[Statement]] = {"early": [], "main": [], "copy": [], "late": []}
        self._revocations: list[Statement] = []
        self._unnamed: list[_Unnamed] = []
        self._names: dict[tuple[str, tuple[str, ...]], Key] = {}

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements by phase; what takes rights away comes last."""
        phases = self._statements
        return (
            *phases["early"],
            *phases["main"],
            *phases["copy"],
            *phases["late"],
            *self._revocations,
        )

    def add(self, fact: Fact, origin: Origin) -> bool:
        """Take a fact in; False, and an error, if its object was declared before."""
        new = self.declare(fact.key, origin)
        if new:
            self.facts[fact.key] = fact
        return new

    def declare(self, key: Key, origin: Origin) -> bool:
        """Take note that an object is declared here; False, and an error, if it was declared before."""
        name = (BY_NAME[key.kind].namespace or key.kind, key.path)
        if name in self._names:
            first = self._names[name]
            what = f"{BY_NAME[key.kind].title} {'.'.join(key.path)}"
            same = f"{what} is declared twice, first at {self.origins[first]}"
            other = f"{what} has the name of the {BY_NAME[first.kind].title} at {self.origins[first]}"
            self.error(same if first.kind == key.kind else other, "keep one of the two", origin)
            return False
        self._names[name] = key
        self.origins[key] = origin
        return True

    def merge(self, fact: Grant | DefaultPrivilege, origin: Origin) -> None:
        """Take privileges in, together with others of the same grantee on the same object."""
        before = self.facts.get(fact.key)
        if isinstance(before, Grant | DefaultPrivilege):
            fact = dataclasses.replace(
                fact,
                privileges=tuple(sorted({*before.privileges, *fact.privileges})),
                grantable=tuple(sorted({*before.grantable, *fact.grantable})),
            )
        self.facts[fact.key] = fact
        self.origins.setdefault(fact.key, origin)

    def unnamed(
        self,
        table: tuple[str, str],
        columns: Sequence[str],
        label: str,
        make: Callable[[str], Fact],
        origin: Origin,
        then: Callable[[Key], None],
    ) -> None:
        """Take in an object that gets the name PostgreSQL would give it, once all named ones are known."""
        self._unnamed.append(_Unnamed(*table, tuple(columns), label, make, origin, then))

    def statement(
        self, sql: str, origin: Origin, phase: Phase = "main", settings: tuple[str, ...] = ()
    ) -> None:
        """Take in a statement for scratch."""
        self._statements[phase].append(Statement(sql, origin, phase, settings))

    def copy(self, sql: str, origin: Origin) -> None:
        """Take in a statement that copies what the others have made."""
        self._statements["copy"].append(Statement(sql, origin, "copy"))

    def revocation(self, sql: str, origin: Origin) -> None:
        """Take in a statement that runs after all grants."""
        self._revocations.append(Statement(sql, origin, "late"))

    def refer(self, kinds: str | tuple[str, ...], path: Sequence[str], origin: Origin) -> None:
        """Take note that an object must exist."""
        wanted = (kinds,) if isinstance(kinds, str) else kinds
        self.references.append(Reference(wanted, tuple(path), origin))

    def name_of(self, text: str, at: At) -> Name | None:
        """Give the name that a key stands for, or None and an error."""
        try:
            return parsed(text)
        except BadName as error:
            self.error(str(error), error.hint, at.key)
            return None

    def kind_at(self, namespace: str, path: tuple[str, ...]) -> str | None:
        """Give the kind of the object that is declared there, or None."""
        key = self._names.get((namespace, path))
        return key.kind if key else None

    def names_in(self, schema: str) -> set[str]:
        """Give the names that relations and constraints of a schema have."""
        return {
            path[-1] for kind, path in self._names if kind in ("relation", "constraint") and path[0] == schema
        }

    def body_of(self, file: str, at: At) -> str | None:
        """Give the text of a file that a form names, or None and an error."""
        try:
            return self._read_beside(file, at.value)
        except InvalidDefinition as error:
            self.errors.append(error)
            return None

    def error(self, message: str, hint: str | None, origin: Origin) -> None:
        """Take an error in."""
        self.errors.append(InvalidDefinition(message, hint=hint, origin=origin))

    def finish(self) -> None:
        """Do what had to wait until everything was known."""
        for step in self.later:
            step(self)
        taken: dict[str, set[str]] = {}
        for item in self._unnamed:
            names = taken.setdefault(item.schema, self.names_in(item.schema))
            name = default_name(item.table, item.columns, item.label, names)
            names.add(name)
            fact = item.make(name)
            self.add(fact, item.origin)
            item.then(fact.key)
        # What needs those too that had no name before.
        for step in self.last:
            step(self)
