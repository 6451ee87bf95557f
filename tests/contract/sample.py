"""What a sample of a kind is."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.schema import Schema
from dbtool.kinds.relations.table import Table
from dbtool.model.fact import Expr, Fact
from tests.contract.naming import Names


@dataclass(frozen=True, slots=True)
class Variation:
    """Another value of one field, what else has to change with it, and whether there is a way back."""

    values: Mapping[str, Any]
    beside: tuple[Fact, ...] = ()
    one_way: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """One object of a kind in the server's own spelling, and how each of its fields may change.

    Shape: `world` holds what the object stands on; a variation given as a bare value changes its field alone;
           `exempt` gives the reason why a field cannot be varied on any test server. What is not `removable`
           goes only with what it stands on. `since` is the oldest major version of PostgreSQL that has it,
           `timescaledb` the oldest of TimescaleDB.
    """

    fact: Fact
    world: tuple[Fact, ...] = ()
    varied: Mapping[str, Any] = field(default_factory=dict)
    exempt: Mapping[str, str] = field(default_factory=dict)
    removable: bool = True
    since: int = 0
    timescaledb: tuple[int, ...] = ()

    def variation(self, name: str) -> Variation:
        """Give the variation of a field."""
        value = self.varied[name]
        return value if isinstance(value, Variation) else Variation({name: value})

    def with_(self, variation: Variation) -> Fact:
        """Give the object with a variation."""
        return dataclasses.replace(self.fact, **variation.values)


Samples = Callable[[Names], list[Sample]]

TABLESPACE = "a tablespace needs a folder of the server's"
ACCESS_METHOD = "PostgreSQL has only one"


def schema(n: Names) -> Schema:
    return Schema(name=n("app"))


def table(n: Names, word: str, /, **columns: str) -> tuple[Fact, ...]:
    """Give a schema with a table in it, whose columns have these types."""
    path: dict[str, Any] = {"schema": n("app"), "table": n(word)}
    return (
        schema(n),
        Table(schema=n("app"), name=n(word)),
        *(
            Column(**path, name=n(column), position=place, type=Expr(type_))
            for place, (column, type_) in enumerate(columns.items(), 1)
        ),
    )
