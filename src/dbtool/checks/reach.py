"""Who may do what: memberships followed, privileges added up, owners and what exempts from row security."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from dbtool.checks.memo import per_database
from dbtool.checks.reading import facts
from dbtool.kinds.access.grant import Grant
from dbtool.kinds.access.membership import Membership
from dbtool.kinds.access.role import Role
from dbtool.model.database import Database
from dbtool.model.key import Key

PUBLIC = "PUBLIC"
READS_ALL = "pg_read_all_data"
WRITES_ALL = "pg_write_all_data"
_RELATIONS = ("table", "view", "materialized_view", "continuous_aggregate")


def role_of(database: Database, name: str | None) -> Role | None:
    """Give a declared role; None for one that the definitions do not declare."""
    return cast(Role | None, database.get("role", name)) if name else None


@per_database
def roles(database: Database) -> list[Role]:
    """Give all declared roles, in order."""
    return facts(database, Role)


@per_database
def grants(database: Database) -> list[Grant]:
    """Give all grants, in order."""
    return facts(database, Grant)


@per_database
def memberships(database: Database) -> list[Membership]:
    """Give all memberships, in order."""
    return facts(database, Membership)


def groups_of(database: Database, name: str) -> frozenset[str]:
    """Give the role itself, everyone, and every role whose privileges it has without SET ROLE."""
    return _groups(database).get(name) or _groups_of(database, name)


@per_database
def _groups(database: Database) -> dict[str, frozenset[str]]:
    return {role.name: _groups_of(database, role.name) for role in roles(database)}


def _groups_of(database: Database, name: str) -> frozenset[str]:
    found, waiting = {name, PUBLIC}, [name]
    while waiting:
        member = waiting.pop()
        for group in _inherited(database, member):
            if group not in found:
                found.add(group)
                waiting.append(group)
    return frozenset(found)


def privileges(database: Database, name: str, on: Key) -> frozenset[str]:
    """Give what a role may do with an object, by its own grants, its groups' and everyone's."""
    names = groups_of(database, name)
    return frozenset(
        privilege
        for grant in grants_on(database, on)
        if grant.grantee in names
        for privilege in grant.privileges
    )


def grants_on(database: Database, on: Key) -> Iterator[Grant]:
    """Give the grants on one object, in order of their grantees; those on its columns are not among them."""
    yield from _by_object(database).get(on, ())


def grants_within(database: Database, path: tuple[str, ...]) -> Iterator[Grant]:
    """Give the grants on a relation and on its columns."""
    yield from _by_relation(database).get(path, ())


def owner_of(database: Database, path: Iterable[str]) -> str | None:
    """Give the declared owner of a table, view, materialized view or continuous aggregate."""
    for kind in _RELATIONS:
        fact = database.get(kind, *path)
        if fact is not None:
            return cast(str | None, getattr(fact, "owner", None))
    return None


def exempt(database: Database, name: str, path: Iterable[str], *, forced: bool) -> bool:
    """Say whether row security of the table does not hold for the role."""
    role = role_of(database, name)
    if role is not None and (role.superuser or role.bypassrls):
        return True
    owner = owner_of(database, path)
    return not forced and owner is not None and owner in groups_of(database, name)


def _inherited(database: Database, member: str) -> Iterator[str]:
    role = role_of(database, member)
    by_role = role is None or role.inherit
    for membership in _by_member(database).get(member, ()):
        if by_role if membership.inherit is None else membership.inherit:
            yield membership.role


@per_database
def _by_object(database: Database) -> dict[Key, list[Grant]]:
    found: dict[Key, list[Grant]] = {}
    for grant in grants(database):
        found.setdefault(Key(grant.on_kind, grant.on), []).append(grant)
    return found


@per_database
def _by_relation(database: Database) -> dict[tuple[str, ...], list[Grant]]:
    found: dict[tuple[str, ...], list[Grant]] = {}
    for grant in grants(database):
        if grant.on_kind in _RELATIONS or grant.on_kind == "column":
            found.setdefault(grant.on[:2], []).append(grant)
    return found


@per_database
def _by_member(database: Database) -> dict[str, list[Membership]]:
    found: dict[str, list[Membership]] = {}
    for membership in memberships(database):
        found.setdefault(membership.member, []).append(membership)
    return found
