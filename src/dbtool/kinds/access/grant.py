"""Privileges of one grantee on one object, where they are not what the object has by default.

`on_kind` and `on` are the kind and path of the object's key; a column's privileges are a grant on the
column, the database's path is empty. `grantee` is a role or PUBLIC. `default` is what the grantee has on a
new object of this kind: a grant that equals it is no fact, and `privileges` without it is a revocation. What
the owner itself has stands under the grantee `pg_owner`, a name that no role can have, whoever that is; it is
managed where it is less than everything. A database's owner's own rights are ignored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, IGNORE, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key

# Whoever owns the object; names of roles cannot begin so.
OWNER = "pg_owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Fact):
    """Privileges of one grantee on one object, where they are not what the object has by default."""

    kind: ClassVar[str] = "grant"
    identity: ClassVar[tuple[str, ...]] = ("on_kind", "on", "grantee")

    on_kind: str
    on: tuple[str, ...]
    grantee: str
    privileges: tuple[str, ...] = ()
    grantable: tuple[str, ...] = ()
    default: tuple[str, ...] = ()


def _parent(grant: Grant) -> Key | None:
    return Key(grant.on_kind, grant.on) if grant.on else None


def _requires(grant: Grant) -> Iterable[Key]:
    if grant.on:
        yield Key(grant.on_kind, grant.on)
    if grant.grantee != OWNER:
        yield Key("role", (grant.grantee,))


KIND = Kind(
    model=Grant,
    fields={
        "privileges": ALTER,
        "grantable": ALTER,
        "default": IGNORE,
    },
    source=__file__,
    requires=_requires,
    parent=_parent,
)
