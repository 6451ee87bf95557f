"""Promises: declared facts that this edition cannot hold, kept as rows of dbtool.declared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from dbtool.catalog.address import Address
from dbtool.catalog.ledger import readable
from dbtool.catalog.query import own, rows
from dbtool.catalog.server import ServerInfo
from dbtool.kinds.base import Kind
from dbtool.model.fact import Fact


@dataclass(frozen=True, slots=True)
class Promise:
    """A declared fact, with the address of the relation that stands in for it, if one does."""

    fact: Fact
    stand_in: Address | None


def read_promises(connection: Connection[Any], server: ServerInfo, kinds: Iterable[Kind]) -> list[Promise]:
    """Give the promises of this database; the Community edition holds what is declared and needs none.

    Errors: InsufficientRights if the table is there and closed to this role.
    """
    if server.edition == "community" or not readable(connection, server, "declared", "what is emulated"):
        return []
    by_name = {kind.name: kind for kind in kinds}
    relation_kinds = [kind.name for kind in by_name.values() if kind.namespace == "relation"]
    found = []
    for row in rows(connection, own("declared.sql"), {"relation_kinds": relation_kinds}):
        if row["kind"] in by_name:
            values = {name: value for name, value in row["fact"].items() if value is not None}
            fact = by_name[row["kind"]].model.from_values(values)
            stand_in = Address(row["classid"], row["objid"]) if row["objid"] else None
            found.append(Promise(fact, stand_in))
    return found
