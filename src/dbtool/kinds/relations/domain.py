"""Domains.

Manages default, NOT NULL, named checks with their comments, owner and comment in place; another base type or
collation replaces the domain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain(Fact):
    """A domain; `not_null` names its NOT NULL where that has a name of its own, from PostgreSQL 17 on."""

    kind: ClassVar[str] = "domain"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    type: Expr
    collation: str | None = None
    nullable: bool = True
    default: Expr | None = None
    not_null: str | None = None
    checks: Mapping[str, Expr] = field(default_factory=dict)
    not_valid: tuple[str, ...] = ()
    check_comments: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None
    comment: str | None = None


def _requires(domain: Domain) -> Iterable[Key]:
    yield Key("schema", (domain.schema,))


KIND = Kind(
    model=Domain,
    fields={
        "type": REPLACE,
        "collation": REPLACE,
        "nullable": ALTER,
        "default": ALTER,
        "not_null": ALTER,
        "checks": ALTER,
        "not_valid": ALTER,
        "check_comments": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_type",
    requires=_requires,
    namespace="type",
    beside=True,
    renames="DOMAIN",
    moves=True,
)
