"""Promises: declared facts that this edition cannot hold, kept as rows of dbtool.declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg import Connection

from dbtool.catalog.address import Address
from dbtool.catalog.ledger import readable
from dbtool.catalog.query import own, rows
from dbtool.catalog.server import ServerInfo
from dbtool.model.fact import Fact

if TYPE_CHECKING:
    from dbtool.kinds.base import Kind


@dataclass(frozen=True, slots=True)
class Promise:
    """A declared fact, and what stands in for it if something does.

    Shape: `stand_in` is the view of its name; `number` names what dbtool keeps behind that, and `parts` are
           the addresses of it: the table with the rows, and the query unless that is gone already.
    """

    fact: Fact
    stand_in: Address | None = None
    number: int | None = None
    parts: tuple[Address, ...] = ()


def read_promises(
    connection: Connection[Any], server: ServerInfo, kinds: Iterable[Kind], *, leaving: bool = False
) -> list[Promise]:
    """Give the promises of this database; the Community edition holds what is declared and needs none.

    Shape:  what stands in for others comes first, the oldest before the others, so that an aggregate comes
            after those that it reads. `leaving`: the server has the Community edition by now; what the
            move to it has taken away of a stand-in already is promised still.
    Errors: InsufficientRights if the table is there and closed to this role.
    """
    if (server.edition == "community" and not leaving) or not readable(
        connection, server, "declared", "what is emulated"
    ):
        return []
    by_name = {kind.name: kind for kind in kinds}
    relation_kinds = [kind.name for kind in by_name.values() if kind.namespace == "relation"]
    found = []
    for row in rows(connection, own("declared.sql"), {"relation_kinds": relation_kinds, "leaving": leaving}):
        if row["kind"] in by_name:
            values = {name: value for name, value in row["fact"].items() if value is not None}
            fact = by_name[row["kind"]].model.from_values(values)
            found.append(_promise(fact, row))
    return found


def _promise(fact: Fact, row: Mapping[str, Any]) -> Promise:
    if not row["objid"]:
        return Promise(fact)
    of = row["classid"]
    parts = [row["materialization"], row["query"]]
    addresses = tuple(Address(of, objid) for objid in parts if objid is not None)
    return Promise(fact, Address(of, row["objid"]), row["number"], addresses)
