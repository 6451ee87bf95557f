"""Addresses: where the server keeps an object, and the fact that claims it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dbtool.model.key import Key


class Address(NamedTuple):
    """An object as pg_depend names it: catalog, row, and column number or 0."""

    classid: int
    objid: int
    objsubid: int = 0


class Dependency(NamedTuple):
    """A row of pg_depend: what depends, on what, and how."""

    classid: int
    objid: int
    objsubid: int
    refclassid: int
    refobjid: int
    refobjsubid: int
    deptype: str


# Strongest first: a part of an object, a member of an extension, a partition's copy of its parent's object,
# and what goes along with an object without being part of it.
OWNERSHIP = {"i": 0, "e": 1, "P": 2, "S": 3, "a": 4}


class Claims:
    """Which fact an address belongs to, directly or through the objects that own it."""

    def __init__(self, facts: dict[Address, Key]) -> None:
        self.facts = facts
        self._owners: dict[tuple[int, int], tuple[int, Address]] = {}
        self._found: dict[tuple[int, ...], Key | None] = {}

    def learn(self, dependencies: Iterable[Dependency]) -> None:
        """Take from the dependencies who owns what."""
        for row in dependencies:
            rank = OWNERSHIP.get(row.deptype)
            if rank is not None:
                part = (row.classid, row.objid)
                known = self._owners.get(part)
                if known is None or rank < known[0]:
                    self._owners[part] = (rank, Address(row.refclassid, row.refobjid, row.refobjsubid))

    def key(self, address: tuple[int, ...]) -> Key | None:
        """Give the key that the address belongs to: its own, its relation's, or its owner's."""
        if address not in self._found:
            self._found[address] = None  # an owner in a circle owns nothing
            self._found[address] = self._key(Address(*address))
        return self._found[address]

    def _key(self, address: Address) -> Key | None:
        whole = Address(address.classid, address.objid)
        own = self.facts.get(address) or self.facts.get(whole)
        if own is not None:
            return own
        owner = self._owners.get((address.classid, address.objid))
        return self.key(owner[1]) if owner else None
