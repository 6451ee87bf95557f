"""Who acts, and with what in the session's settings: never set, empty, or one tenant's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from dbtool.model.tenancy import Tenancy
from dbtool.rls.facts import PUBLIC
from dbtool.rls.review import Review
from dbtool.rls.tenants import OF_ROLES

Name = Literal["never", "empty", "A", "B"]
SAID = {
    "never": "the setting never set",
    "empty": "the setting empty",
    "A": "tenant A in the setting",
    "B": "tenant B in the setting",
}
# A session takes over more than these; only these decide which rows it means.
_TAKEN_OVER = frozenset({"search_path"})


class Pair(NamedTuple):
    """The values of tenant A and of tenant B."""

    a: str
    b: str

    def of(self, tenant: str) -> str:
        """Give one tenant's value."""
        return self.a if tenant == "A" else self.b


@dataclass(frozen=True, slots=True)
class State:
    """What a session has in its settings."""

    name: Name
    settings: Sequence[tuple[str, str]]

    @property
    def unset(self) -> bool:
        """Say whether the session says no tenant."""
        return self.name in ("never", "empty")

    @property
    def said(self) -> str:
        """The state as reports say it."""
        return SAID[self.name]


@dataclass(frozen=True, slots=True)
class Actor:
    """A role of the application, what it acts as after SET ROLE, and what its sessions begin with.

    Shape: `own` is the tenant that the role acts for, and with `fixed` is itself, where each tenant has a
           role; `other` the tenant whose rows are then another's.
    """

    role: str
    becomes: str
    settings: Sequence[tuple[str, str]] = ()
    own: Literal["A", "B"] = "A"
    fixed: bool = False

    @property
    def other(self) -> Literal["A", "B"]:
        """The tenant whose rows the role must not reach."""
        return "B" if self.own == "A" else "A"


def states(tenancy: Tenancy, tenants: Pair, principals: Pair | None) -> dict[Name, State]:
    """Give the four states; in the one that never set anything the further settings are there alone."""
    more = [
        (name, value)
        for name, value in tenancy.settings.items()
        if name not in (tenancy.setting, tenancy.principal and tenancy.principal.setting)
    ]
    found: dict[Name, State] = {"never": State("never", more)}
    names = {tenancy.setting: tenants}
    if principals is not None:
        names[tenancy.principal.setting if tenancy.principal else tenancy.setting] = principals
    found["empty"] = State("empty", [*more, *((name, "") for name in names if name not in OF_ROLES)])
    found["A"] = State("A", [*more, *((name, pair.a) for name, pair in names.items())])
    found["B"] = State("B", [*more, *((name, pair.b) for name, pair in names.items())])
    return found


def actors(review: Review, tenants: Pair, principals: Pair | None) -> Sequence[Actor]:
    """Give the roles under test, each with what it may become by SET ROLE and is bound there.

    What no row security binds there is at fault for itself: being able to become it is the defect.
    """
    found: list[Actor] = []
    for role in review.app_roles:
        settings = _settings(review, role)
        second = role in (tenants.b, principals and principals.b)
        own: Literal["A", "B"] = "B" if second else "A"
        fixed = second or role in (tenants.a, principals and principals.a)
        found.append(Actor(role, role, settings, own, fixed))
        for other in sorted(review.reach.becomes(role, at_once=True) - {role}):
            if _adds(review, role, other) and not _trusted(review, other):
                found.append(Actor(role, other, settings, own, fixed))
    return found


def _adds(review: Review, role: str, other: str) -> bool:
    """Say whether a role may do more as another: what it inherits it may already, but for policies.

    A restrictive policy that names the role does not bind the group.
    """
    left = review.reach.groups(role) - review.reach.groups(other) - {PUBLIC}
    return other not in review.reach.groups(role) or any(
        not policy.permissive and not left.isdisjoint(policy.roles) for policy in review.access.policies
    )


def _trusted(review: Review, role: str) -> bool:
    """Say whether row security does not bind a role, which is found without a probe."""
    found = review.access.roles.get(role)
    if found is None or found.superuser or found.bypassrls or found.name.startswith("pg_"):
        return True
    return any(review.reach.exempt(role, relation) for relation in review.tenant_relations)


def _settings(review: Review, role: str) -> Sequence[tuple[str, str]]:
    """Give what the role's sessions begin with; what says more wins."""
    held = [each for each in review.access.role_settings if each.role in (None, role)]
    held.sort(key=lambda each: (each.role is not None, each.database is not None))
    tenancy = review.tenancy
    own = {tenancy.setting, tenancy.principal.setting if tenancy.principal else tenancy.setting}
    return [
        (each.name, each.value)
        for each in held
        if each.name not in own and (each.name in _TAKEN_OVER or "." in each.name)
    ]
