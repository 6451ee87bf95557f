"""What a recognised statement gives: facts, changes to facts declared elsewhere, and what is left to run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dbtool.definitions.clauses import clause, in_parentheses
from dbtool.definitions.contract import SaidLabel
from dbtool.definitions.names import default_name
from dbtool.errors import Origin
from dbtool.kinds.relations.index import Index
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key
from dbtool.model.quoting import ident


@dataclass(frozen=True, slots=True)
class Amendment:
    """Fields of a fact that another statement declares, here or in another file.

    Shape: a mapping among `fields` is merged into the fact's, every other value replaces it.
    """

    key: Key
    fields: Mapping[str, Any]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What one statement declares and what of it is left for the server.

    Shape: `sql` is the rest to run, None for nothing.
           `default_indexes` are those that TimescaleDB makes unless another index or key leads with it.
           `implied` are the facts that new versions of the Community edition add unasked to
           CREATE TABLE … WITH (tsdb.hypertable).
    """

    origin: Origin
    facts: tuple[Fact, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    default_indexes: tuple[Index, ...] = ()
    implied: tuple[Fact, ...] = ()
    labels: tuple[SaidLabel, ...] = ()
    sql: str | None = None


@dataclass(slots=True)
class Gathered:
    """Collects what the calls of one statement declare."""

    facts: list[Fact] = field(default_factory=list)
    fields: list[tuple[Key, Mapping[str, Any]]] = field(default_factory=list)
    default_indexes: list[Index] = field(default_factory=list)
    implied: list[Fact] = field(default_factory=list)

    def recognised(self, origin: Origin, sql: str | None = None) -> Recognised:
        return Recognised(
            origin=origin,
            facts=tuple(self.facts),
            amendments=tuple(Amendment(key, fields, origin) for key, fields in self.fields),
            default_indexes=tuple(self.default_indexes),
            implied=tuple(self.implied),
            sql=sql,
        )


def default_index(schema: str, table: str, *columns: str) -> Index:
    """Give the index that TimescaleDB makes on these columns, the last descending, with the server's name."""
    *first, last = (ident(column) for column in columns)
    return Index(
        schema=schema,
        name=default_name(table, columns, "idx", ()),
        table=table,
        definition=Expr(clause("USING btree", in_parentheses([*first, clause(last, "DESC")]))),
    )
