"""Row-security policies.

Roles, USING and WITH CHECK change in place; another command or permissiveness replaces the policy.
`roles` holds PUBLIC for everyone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, REPLACE, Kind, always
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Fact):
    """Row-security policies."""

    kind: ClassVar[str] = "policy"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table", "name")

    schema: str
    table: str
    name: str
    permissive: bool = True
    command: str = "all"
    roles: tuple[str, ...] = ("PUBLIC",)
    using: Expr | None = None
    check: Expr | None = None
    comment: str | None = None


def _parent(policy: Policy) -> Key:
    return Key("table", (policy.schema, policy.table))


def _requires(policy: Policy) -> Iterable[Key]:
    yield _parent(policy)
    for role in policy.roles:
        yield Key("role", (role,))


def _must_replace(old: Policy, new: Policy) -> str | None:
    for name, gone in (("USING", old.using and not new.using), ("WITH CHECK", old.check and not new.check)):
        if gone:
            return f"ALTER POLICY cannot take {name} away"
    return None


KIND = Kind(
    model=Policy,
    fields={
        "permissive": REPLACE,
        "command": REPLACE,
        "roles": ALTER,
        "using": ALTER,
        "check": ALTER,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_policy",
    requires=_requires,
    parent=_parent,
    must_replace=_must_replace,
    steps_aside=always,
    renames="POLICY",
)
