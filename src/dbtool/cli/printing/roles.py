"""Roles and their passwords in print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dbtool.operations.roles.changing import PasswordResult
from dbtool.operations.roles.listing import RolesResult, RoleState
from dbtool.operations.roles.retiring import RetireResult

_DRIFT = {"same": "as declared", "differs": "differs", "unknown": ""}


def roles_text(result: RolesResult) -> str:
    """Give the roles of one database's server, a line each, with what is wrong below."""
    lines = [result.database]
    width = max((len(role.name) for role in result.roles), default=0)
    for role in result.roles:
        lines.append(f"    {role.name:<{width}}  {'; '.join(_said(role))}".rstrip())
        lines += [f"        ! {warning}" for warning in role.warnings]
    if not result.passwords_seen:
        lines.append("    passwords are not compared: this role may not read pg_authid")
    return "\n".join(lines)


def _said(role: RoleState) -> Iterator[str]:
    if not role.exists:
        yield "declared, not there"
        return
    yield "login" if role.login else "no login"
    if role.superuser:
        yield "superuser"
    if not role.declared:
        yield "not declared"
    if role.member_of:
        yield f"in {', '.join(role.member_of)}"
    if role.login and role.password != "unknown":
        yield " ".join(filter(None, [f"password {role.password}", _DRIFT[role.drift]]))
    if role.valid_until:
        yield f"until {role.valid_until.isoformat(sep=' ', timespec='minutes')}"


def roles_values(result: RolesResult) -> dict[str, Any]:
    """Give the JSON form."""
    return {
        "database": result.database,
        "passwords_seen": result.passwords_seen,
        "roles": [_values(role) for role in result.roles],
    }


def _values(role: RoleState) -> dict[str, Any]:
    return {
        "name": role.name,
        "declared": role.declared,
        "exists": role.exists,
        "login": role.login,
        "superuser": role.superuser,
        "member_of": list(role.member_of),
        "valid_until": role.valid_until.isoformat() if role.valid_until else None,
        "password": role.password,
        "reference": role.reference,
        "drift": role.drift,
        "warnings": list(role.warnings),
    }


def password_text(result: PasswordResult) -> str:
    """Give what became of a role's password."""
    said = [f"{result.database}: role {result.role} has a new password"]
    if result.tried is not None:
        said.append("and logs in with it" if result.tried else "which the server did not ask for")
    if result.written:
        said.append(f"; it is in {result.written}")
    if result.ended:
        said.append(f"; {result.ended} of its sessions ended")
    return " ".join(said).replace(" ;", ";")


def retire_text(result: RetireResult) -> str:
    """Give what became of a retired role, or would."""
    lines = [f"role {result.role} {'is dropped' if result.done else 'would be dropped'}"]
    for one in result.holdings:
        verb = "went" if result.done else "would go"
        owned = f"{one.owned} objects {verb} to {result.to}"
        lines.append(f"    {one.database}: {owned}, rights on {one.granted} others end")
    if result.sessions:
        lines.append(f"    {result.sessions} sessions {'ended' if result.done else 'are open'}")
    return "\n".join(lines)
