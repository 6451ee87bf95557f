"""Roles and memberships. A definition never holds a password: `password: env` says where it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks
from dbtool.definitions.forms.base import Form, NamedBody
from dbtool.definitions.forms.values import Names, OneOrMore, PlainName, Text, said, wrong
from dbtool.kinds.access.membership import Membership
from dbtool.kinds.access.role import Role, password_variable

Path = tuple[str, str]
_REFERENCE = re.compile(r"env(?::[A-Za-z_][A-Za-z0-9_]*)?|file:[^\s].*|command:[^\s].*")


def _password(value: str) -> str:
    if _REFERENCE.fullmatch(value) is None:
        # the text itself must reach no message: it may be a real password
        raise wrong(
            "a password does not belong in a definition",
            "write password: env, and set <ROLE>_PASSWORD in the environment; or env:NAME, file:PATH or"
            " command:WORDS",
        )
    return value


def _reference(text: str, role: str) -> str:
    """Give the reference as the fact has it: the variable by its name alone."""
    if text == "env":
        return password_variable(role)
    return text.removeprefix("env:")


class MemberOf(Form):
    """A role that this one belongs to: its name or the long spelling."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "string"}
    EXPECTED: ClassVar[str] = "a role or a mapping"

    role: PlainName
    admin: bool = False
    inherit: Annotated[bool | None, said("From PostgreSQL 16 on.")] = None
    set: Annotated[bool | None, said("From PostgreSQL 16 on.")] = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"role": value} if isinstance(value, str) else value


class RoleForm(NamedBody):
    """A role. Roles belong to the cluster: none is dropped because it is no longer declared."""

    login: bool = False
    inherit: bool = True
    superuser: bool = False
    createdb: bool = False
    createrole: bool = False
    replication: bool = False
    bypassrls: bool = False
    connection_limit: int = -1
    valid_until: Text | None = None
    settings: Annotated[dict[str, Text], said("Settings of the role's sessions.")] = {}
    password: Annotated[
        Text | None,
        AfterValidator(_password),
        said("env, env:NAME for the variable NAME, file:PATH or command:WORDS. Never the password itself."),
    ] = None
    member_of: Annotated[list[MemberOf], OneOrMore()] = []
    comment: Text | None = None
    security_labels: Annotated[dict[PlainName, Text], said("By label provider: the role's label.")] = {}


class MembershipForm(Form):
    """Members of a role: `{role: readers, members: [ann, bob]}`."""

    ONE_OF: ClassVar[tuple[tuple[str, ...], ...]] = (("member", "members"),)

    role: PlainName
    member: PlainName | None = None
    members: Names = []
    admin: bool = False
    inherit: Annotated[bool | None, said("From PostgreSQL 16 on.")] = None
    set: Annotated[bool | None, said("From PostgreSQL 16 on.")] = None


def add_role(form: RoleForm, name: Path, at: At, out: Collector) -> None:
    """Take in a role, its memberships and where its password is."""
    role = Role(
        name=name[1],
        password=form.password and _reference(form.password, name[1]),
        **form.model_dump(exclude={"password", "member_of", "waive", "renamed_from"}),
    )
    out.add(role, at.key)
    for number, group in enumerate(form.member_of):
        _add_membership(group, group.role, role.name, at["member_of"][number], out)
        out.refer("role", (group.role,), at["member_of"][number]["role"].value)
    add_remarks(form, role.key, at, out)


def add_membership(form: MembershipForm, at: At, out: Collector) -> None:
    """Take in members of a role."""
    out.refer("role", (form.role,), at["role"].value)
    single = [(form.member, at["member"])] if form.member else []
    for member, place in single + [(name, at["members"][n]) for n, name in enumerate(form.members)]:
        out.refer("role", (member,), place.value)
        _add_membership(form, form.role, member, place, out)


def _add_membership(form: MemberOf | MembershipForm, role: str, member: str, at: At, out: Collector) -> None:
    out.add(
        Membership(role=role, member=member, admin=form.admin, inherit=form.inherit, set_role=form.set),
        at.value,
    )
