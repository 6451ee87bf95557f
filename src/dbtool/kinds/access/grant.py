"""Privileges of one grantee on one object, where they are not what the object has by default.

`on_kind` and `on` are the kind and path of the object's key; a column's privileges are a grant on the
column, the database's path is empty. `grantee` is a role or PUBLIC. `default` is what the grantee has on a
new object of this kind: a grant that equals it is no fact, and `privileges` without it is a revocation. What
the owner itself has stands under the grantee `pg_owner`, a name that no role can have, whoever that is; it is
managed where it is less than everything. A database's owner's own rights are ignored. `by_others` is what
roles that may pass a privilege on have given, by role: `INSERT, SELECT*`, with a star where the grantee may
pass it on in turn. Everything else was given by the owner, or in its name.

What an `extension` made stays the extension's, but what somebody gave or took there is managed, as pg_dump
writes it: `privileges` are those beyond what the extension's script gives, `revoked` those of the script that
were taken, so that another version of the script is no difference. Such a grant goes with the extension. What
the owner of such an object has itself is not managed, and reported. Ignored is that somebody took a right to
pass on which the script gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, IGNORE, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key

# Whoever owns the object; names of roles cannot begin so.
OWNER = "pg_owner"
_WITH_COLUMNS = ("table", "view", "materialized_view", "continuous_aggregate", "foreign_table")


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
    by_others: Mapping[str, str] = field(default_factory=dict)
    revoked: tuple[str, ...] = ()
    extension: str | None = None


def stands_on(grant: Grant) -> Key | None:
    """Give what takes the grant along when it is dropped; None where that is the database itself."""
    if grant.extension is not None:
        return Key("extension", (grant.extension,))
    return Key(grant.on_kind, grant.on) if grant.on else None


def _requires(grant: Grant) -> Iterable[Key]:
    if (there := stands_on(grant)) is not None:
        yield there
    if grant.grantee != OWNER:
        yield Key("role", (grant.grantee,))
    for grantor in grant.by_others:
        yield Key("role", (grantor,))
        yield from _entitling(grant, grantor)


def _entitling(grant: Grant, grantor: str) -> Iterable[Key]:
    """Give the grants that may let a role pass the privilege on, and find the object."""
    yield Key("grant", (grant.on_kind, *grant.on, grantor))
    for relation in _WITH_COLUMNS if grant.on_kind == "column" else ():
        yield Key("grant", (relation, *grant.on[:2], grantor))
    for role in (grantor, "PUBLIC") if len(grant.on) > 1 else ():
        yield Key("grant", ("schema", grant.on[0], role))


def _relation_and_grantee(grant: Grant) -> object:
    if grant.on_kind in ("column", *_WITH_COLUMNS):
        return (*grant.on[:2], grant.grantee)
    return None


KIND = Kind(
    model=Grant,
    fields={
        "privileges": ALTER,
        "grantable": ALTER,
        "default": IGNORE,
        "by_others": ALTER,
        "revoked": ALTER,
        "extension": IGNORE,
    },
    source=__file__,
    requires=_requires,
    admits=True,
    exchanged=_relation_and_grantee,
    parent=stands_on,
)
