"""Memberships: `member` belongs to `role`, with its ADMIN, INHERIT and SET options.

INHERIT and SET per membership exist from PostgreSQL 16; on 15 they follow the role.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Fact):
    """Memberships: `member` belongs to `role`, with its ADMIN, INHERIT and SET options."""

    kind: ClassVar[str] = "membership"
    identity: ClassVar[tuple[str, ...]] = ("role", "member")

    role: str
    member: str
    admin: bool = False
    inherit: bool | None = None
    set_role: bool | None = None


def _requires(membership: Membership) -> Iterable[Key]:
    yield Key("role", (membership.role,))
    yield Key("role", (membership.member,))


KIND = Kind(
    model=Membership,
    fields={
        "admin": ALTER,
        "inherit": OPTIONAL,
        "set_role": OPTIONAL,
    },
    source=__file__,
    found_in="pg_auth_members",
    requires=_requires,
    declared=True,
    cluster=True,
)
