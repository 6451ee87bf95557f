"""What the engines work on: the snapshot, the intent, and who and what is put to the test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dbtool.model.tenancy import Path, Scope, Tenancy, TenantTable
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

        Superusers and those declared to see everything are never among the roles found out. Where all rows
        are one tenant's, it is whoever may log in and was granted some or owns them.
        """
        if self.tenancy.app_roles:
            return tuple(role for role in self.tenancy.app_roles if role in self.access.roles)
        trusted = {*self.tenancy.privileged_roles, *self.tenancy.backup_roles}
        return tuple(
            role.name
            for role in self.access.roles.values()
            if role.login and not role.superuser and role.name not in trusted and self._uses_rows(role.name)
        )

    def _uses_rows(self, role: str) -> bool:
        if self.tenancy.single is None:
            return any(self.reach.may(role, found, "select") for found in self.tenant_relations)
        groups = self.reach.groups(role) - {PUBLIC}
        own = (each for each in self.access.relations.values() if each.schema in self.access.scope)
        return any(not groups.isdisjoint(granted_to(each) | {each.owner}) for each in own)

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

    def declared(self, role: str, relation: Relation, command: str) -> Scope | None:
        """Give what is declared that a role reaches by a command; None where nothing is.

        What is said of a relation that a view isolates is about the view, unless the role is to see it all.
        """
        said, base = self.tenancy.access.get(role, {}), self._isolated.get(relation.path)
        scopes: Mapping[Any, Scope] | None = said.get(relation.path)
        if scopes is None and base is not None:
            scopes = said.get(base)
        elif scopes is not None and self.by_view(relation) is not None and "all" not in scopes.values():
            return "none"
        return None if scopes is None else scopes.get(command)

    @cached_property
    def _isolated(self) -> Mapping[Path, Path]:
        """The relations that views isolate, by the views."""
        return {table.view: path for path, table in self.tenancy.tables.items() if table.view}

    def grantees(self, relation: Relation) -> Iterator[tuple[str, str]]:
        """Give each application role with each of the four commands that it may run on the relation."""
        for role in self.app_roles:
            for command in READ_WRITE:
                if self.reach.may(role, relation, command):
                    yield role, command

    def open_to_all(self, relation: Relation) -> bool:
        """Say whether everyone has been granted something on the relation."""
        return any(privilege.grantee == PUBLIC for privilege in relation.privileges)


def granted_to(relation: Relation) -> frozenset[str]:
    """Give everyone who was granted something on a relation or a column of it; its owner has what it has."""
    lists = (relation.privileges, *(column.privileges for column in relation.columns))
    return frozenset(each.grantee for one in lists for each in one) - {relation.owner}
