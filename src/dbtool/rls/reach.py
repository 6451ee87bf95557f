"""What a role is and may become: groups, privileges, what row security does not bind, which policies hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from dbtool.rls.access import Access
from dbtool.rls.facts import PUBLIC, Policy, Privilege, Relation

READS_ALL = "pg_read_all_data"
WRITES_ALL = "pg_write_all_data"
_ALL_ROWS = {"select": READS_ALL, "insert": WRITES_ALL, "update": WRITES_ALL, "delete": WRITES_ALL}


class Reach:
    """The questions about roles, answered from one snapshot as the server would answer them."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._groups: dict[str, frozenset[str]] = {}

    def groups(self, role: str) -> frozenset[str]:
        """Give the role itself, everyone, and each role whose privileges it has without SET ROLE."""
        found = self._groups.get(role)
        if found is None:
            edges = ((edge.member, edge.role) for edge in self._access.members if edge.inherit)
            found = self._groups[role] = _closure(role, edges) | {PUBLIC}
        return found

    def becomes(self, role: str, *, at_once: bool = False) -> frozenset[str]:
        """Give the roles that it can act as by SET ROLE, itself among them.

        ADMIN of a role is enough, but not `at_once`: who has it grants itself the rest.
        """
        members = self._access.members
        edges = ((edge.member, edge.role) for edge in members if edge.set or (edge.admin and not at_once))
        return _closure(role, edges)

    def superuser(self, role: str) -> bool:
        """Say whether the role is a superuser."""
        found = self._access.roles.get(role)
        return found is not None and found.superuser

    def exempt(self, role: str, relation: Relation) -> bool:
        """Say whether the row security of the relation does not bind the role."""
        found = self._access.roles.get(role)
        if found is not None and (found.superuser or found.bypassrls):
            return True
        return not relation.forced and relation.owner in self.groups(role)

    def bound(self, role: str, relation: Relation) -> bool:
        """Say whether row security is on for the relation and binds the role."""
        return relation.row_security and not self.exempt(role, relation)

    def may(self, role: str, relation: Relation, privilege: str) -> bool:
        """Say whether the role may do something with a relation, or with at least one of its columns.

        USAGE of the schema is needed as well.
        """
        return self.may_use(role, relation.schema) and (
            self.may_all(role, relation, privilege)
            or any(self._granted(role, column.privileges, privilege) for column in relation.columns)
        )

    def may_all(self, role: str, relation: Relation, privilege: str) -> bool:
        """Say whether the role may do something with a whole relation, the schema's USAGE left aside."""
        if self.superuser(role) or relation.owner in self.groups(role):
            return True
        if _ALL_ROWS.get(privilege) in self.groups(role):
            return True
        return self._granted(role, relation.privileges, privilege)

    def may_column(self, role: str, relation: Relation, column: str, privilege: str) -> bool:
        """Say whether the role may do something with a column."""
        if self.may_all(role, relation, privilege):
            return True
        found = relation.column(column)
        return found is not None and self._granted(role, found.privileges, privilege)

    def may_use(self, role: str, schema: str) -> bool:
        """Say whether the role has USAGE of a schema."""
        return self._on_schema(role, schema, "usage")

    def may_create(self, role: str, schema: str) -> bool:
        """Say whether the role has CREATE on a schema."""
        return self._on_schema(role, schema, "create")

    def may_execute(self, role: str, privileges: Iterable[Privilege], owner: str) -> bool:
        """Say whether a function's privileges let the role execute it."""
        if self.superuser(role) or owner in self.groups(role):
            return True
        return self._granted(role, privileges, "execute")

    def policies(
        self, role: str, relation: Relation, command: str
    ) -> tuple[Sequence[Policy], Sequence[Policy]]:
        """Give the permissive and the restrictive policies that are asked when the role runs the command."""
        return self.applying(role, self._access.policies_of(relation), command)

    def applying(
        self, role: str, policies: Iterable[Policy], command: str
    ) -> tuple[Sequence[Policy], Sequence[Policy]]:
        """Give the same out of policies that need not be in force."""
        names = self.groups(role)
        held = [
            policy
            for policy in policies
            if policy.command in ("all", command) and not names.isdisjoint(policy.roles)
        ]
        return (
            [policy for policy in held if policy.permissive],
            [policy for policy in held if not policy.permissive],
        )

    @cached_property
    def owners(self) -> frozenset[str]:
        """Everyone who owns a relation in scope."""
        return frozenset(relation.owner for relation in self._access.relations.values())

    def _on_schema(self, role: str, schema: str, privilege: str) -> bool:
        found = self._access.schemas.get(schema)
        if found is None:
            return False
        groups = self.groups(role)
        if self.superuser(role) or found.owner in groups:
            return True
        if privilege == "usage" and not groups.isdisjoint((READS_ALL, WRITES_ALL)):
            return True
        return self._granted(role, found.privileges, privilege)

    def _granted(self, role: str, privileges: Iterable[Privilege], privilege: str) -> bool:
        groups = self.groups(role)
        return any(each.name == privilege and each.grantee in groups for each in privileges)


def _closure(start: str, edges: Iterable[tuple[str, str]]) -> frozenset[str]:
    known = tuple(edges)
    found, waiting = {start}, [start]
    while waiting:
        member = waiting.pop()
        for source, role in known:
            if source == member and role not in found:
                found.add(role)
                waiting.append(role)
    return frozenset(found)
