"""`dbtool roles list`: roles, what they belong to, and whether their passwords are what they should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from dbtool.catalog.query import own
from dbtool.execute.connect import Connection
from dbtool.execute.passwords import missing, password_at
from dbtool.execute.verifiers import form_of, is_password_of
from dbtool.kinds.access.role import Role
from dbtool.operations.sources import definitions_of, live_roles, open_live
from dbtool.settings import Subject

Password = Literal["scram-sha-256", "md5", "none", "unknown"]
Drift = Literal["same", "differs", "unknown"]
SOON = timedelta(days=30)
_STORED = "SELECT rolname, rolpassword FROM pg_catalog.pg_authid"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleState:
    """One role of the server, or one that is declared and not there.

    Shape: `reference` is where its password is declared to be; `drift` says whether the server's is that
           one, `unknown` where nobody may see the server's or the reference gives none.
    """

    name: str
    declared: bool
    exists: bool
    login: bool = False
    superuser: bool = False
    member_of: tuple[str, ...] = ()
    valid_until: datetime | None = None
    password: Password = "unknown"
    reference: str | None = None
    drift: Drift = "unknown"
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesResult:
    """The roles that one database's server has and its definitions declare, by name."""

    database: str
    roles: tuple[RoleState, ...]
    passwords_seen: bool


def list_roles(subject: Subject) -> RolesResult:
    """Give the roles; reads only.

    Errors: InvalidDefinitions; ServerUnavailable; WrongUsage where a password's file or command fails.
    """
    with open_live(subject) as live:
        connection = live.connection
        there = {row[0]: row for row in connection.execute(own("roles.sql")).fetchall()}
        now = connection.execute("SELECT pg_catalog.now()").fetchall()[0][0]
        stored = stored_passwords(connection)
        declared = declared_roles(subject, connection)
    states = (
        _state(name, there.get(name), declared.get(name), stored, now) for name in sorted({*there, *declared})
    )
    return RolesResult(database=subject.name, roles=tuple(states), passwords_seen=stored is not None)


def declared_roles(subject: Subject, connection: Connection) -> Mapping[str, Role]:
    """Give the roles that the definitions declare; none where there are no definitions."""
    if not subject.sources:
        return {}
    facts = definitions_of(subject, live_roles(connection)).facts
    return {fact.name: fact for fact in facts if isinstance(fact, Role)}


def stored_passwords(connection: Connection) -> Mapping[str, str | None] | None:
    """Give what the server keeps of each role's password, None where this role may not see it."""
    query = "SELECT pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'SELECT')"
    if not connection.execute(query).fetchall()[0][0]:
        return None
    return dict(connection.execute(_STORED).fetchall())


def _state(
    name: str,
    row: tuple[Any, ...] | None,
    declared: Role | None,
    stored: Mapping[str, str | None] | None,
    now: datetime,
) -> RoleState:
    reference = declared.password if declared else None
    if row is None:
        return RoleState(name=name, declared=True, exists=False, reference=reference)
    _, login, superuser, valid_until, member_of = row
    kept = stored.get(name) if stored is not None else None
    password: Password = form_of(kept) if stored is not None else "unknown"
    secret = password_at(reference) if reference else None
    drift: Drift = "unknown"
    if secret is not None and stored is not None:
        drift = "same" if kept and is_password_of(secret, kept, name) else "differs"
    found = RoleState(
        name=name,
        declared=declared is not None,
        exists=True,
        login=login,
        superuser=superuser,
        member_of=tuple(member_of),
        valid_until=valid_until,
        password=password,
        reference=reference,
        drift=drift,
    )
    return _with_warnings(found, reference is not None and secret is None, now)


def _with_warnings(state: RoleState, unset: bool, now: datetime) -> RoleState:
    return replace(state, warnings=tuple(_warnings(state, unset, now)))


def _warnings(state: RoleState, unset: bool, now: datetime) -> Iterator[str]:
    if state.drift == "differs":
        yield "the server's password is not the one that is declared"
    if unset and state.reference:
        yield f"its password cannot be compared: {missing(state.reference)}"
    if state.password == "md5":
        yield "its password is kept as md5, which is easy to break: set it anew"
    if state.login and state.password == "none" and state.reference:
        yield "it has no password, so that it cannot log in by one"
    if state.login and state.valid_until is not None:
        # It keeps nobody out who is in, or who logs in by other means.
        if state.valid_until <= now:
            yield "its password has expired"
        elif state.valid_until - now < SOON:
            yield f"its password expires within {SOON.days} days"
