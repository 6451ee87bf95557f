"""What the engines work on: the snapshot, the intent, and who and what is put to the test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dbtool.model.tenancy import Tenancy, TenantTable
from dbtool.rls.access import Access
from dbtool.rls.facts import PUBLIC, Relation
from dbtool.rls.reach import Reach
from dbtool.rls.tenants import Axis, axes

READ_WRITE = ("select", "insert", "update", "delete")


@dataclass(frozen=True)
class Review:
    """One database under review."""

    access: Access
    tenancy: Tenancy

    @cached_property
    def reach(self) -> Reach:
        """The questions about roles."""
        return Reach(self.access)

    @cached_property
    def axes(self) -> Mapping[int, Axis]:
        """The relations that hold rows of tenants, by oid."""
        return axes(self.access, self.tenancy)

    @cached_property
    def app_roles(self) -> Sequence[str]:
        """The roles that act for one tenant at a time: those declared, else whoever may log in and use rows.

        Superusers and those declared to see everything are never among the roles found out.
        """
        if self.tenancy.app_roles:
            return tuple(role for role in self.tenancy.app_roles if role in self.access.roles)
        trusted = {*self.tenancy.privileged_roles, *self.tenancy.backup_roles}
        return tuple(
            role.name
            for role in self.access.roles.values()
            if role.login
            and not role.superuser
            and role.name not in trusted
            and any(self.reach.may(role.name, found, "select") for found in self.tenant_relations)
        )

    @property
    def missing_roles(self) -> Sequence[str]:
        """The declared application roles that the cluster has not got."""
        return tuple(role for role in self.tenancy.app_roles if role not in self.access.roles)

    @cached_property
    def tenant_relations(self) -> Sequence[Relation]:
        """The relations that hold rows of tenants, in the catalog's order."""
        return tuple(self.access.relations[oid] for oid in self.axes)

    def is_tenant(self, relation: Relation) -> bool:
        """Say whether a relation holds rows of tenants."""
        return relation.oid in self.axes

    def meant(self, relation: Relation) -> TenantTable | None:
        """Give what is declared for a relation, None for nothing."""
        return self.tenancy.tables.get(relation.path)

    def by_view(self, relation: Relation) -> Relation | None:
        """Give the view by which alone the application is meant to reach a relation; None for no such."""
        meant = self.meant(relation)
        if meant is None or meant.isolation != "view" or meant.view is None:
            return None
        return self.access.relation(meant.view)

    def grantees(self, relation: Relation) -> Iterator[tuple[str, str]]:
        """Give each application role with each of the four commands that it may run on the relation."""
        for role in self.app_roles:
            for command in READ_WRITE:
                if self.reach.may(role, relation, command):
                    yield role, command

    def open_to_all(self, relation: Relation) -> bool:
        """Say whether everyone has been granted something on the relation."""
        return any(privilege.grantee == PUBLIC for privilege in relation.privileges)
