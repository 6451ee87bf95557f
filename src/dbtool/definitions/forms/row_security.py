"""Row security: the switches of a table and its policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from dbtool.definitions.at import At
from dbtool.definitions.clauses import is_public
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import ToRelation, add_remarks
from dbtool.definitions.forms.base import NamedBody, Waivable
from dbtool.definitions.forms.values import Names, PlainName, Sql, Text, said
from dbtool.kinds.access.policy import Policy
from dbtool.kinds.access.row_security import RowSecurity
from dbtool.model.fact import Expr

Path = tuple[str, str]


class PolicyForm(NamedBody):
    """A row-security policy."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    to: Annotated[Names, said("Roles; public for everyone.")] = ["PUBLIC"]
    for_: Annotated[
        Literal["all", "select", "insert", "update", "delete"], Field(alias="for", description="The command.")
    ] = "all"
    as_: Annotated[Literal["permissive", "restrictive"], Field(alias="as")] = "permissive"
    using: Annotated[Sql | None, said("Which rows are visible.")] = None
    check: Annotated[Sql | None, said("Which rows may be written.")] = None
    comment: Text | None = None


class RowSecurityForm(Waivable):
    """Row security of a table: `true`, or the switches with the policies."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "boolean"}
    EXPECTED: ClassVar[str] = "true, false or a mapping"

    enabled: bool = True
    force: Annotated[bool, said("Apply to the table's owner too.")] = False
    policies: dict[PlainName, PolicyForm] = {}

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"enabled": value} if isinstance(value, bool) else value


class RowSecurityOf(RowSecurityForm, ToRelation):
    """Row security of a table that is declared elsewhere."""

    TO: ClassVar[tuple[str, ...]] = ("table",)
    SHORT: ClassVar[Mapping[str, Any] | None] = None
    EXPECTED: ClassVar[str] = "a mapping with the key table"

    @classmethod
    def expand(cls, value: Any) -> Any:
        return value


class PoliciesForm(ToRelation):
    """Policies of a table that is declared elsewhere; `row_security` is what switches them on."""

    TO: ClassVar[tuple[str, ...]] = ("table",)
    REST: ClassVar[str | None] = "policies"

    policies: dict[PlainName, PolicyForm]


def add_row_security(form: RowSecurityForm, table: Path, at: At, out: Collector) -> None:
    """Take in the switches, where one is on, and the policies."""
    if form.enabled or form.force:
        security = RowSecurity(schema=table[0], table=table[1], enabled=form.enabled, forced=form.force)
        out.add(security, at.key)
        add_remarks(form, security.key, at, out)
    add_policies(form.policies, table, at["policies"], out)


def add_policies(forms: Mapping[str, PolicyForm], table: Path, at: At, out: Collector) -> None:
    """Take in policies."""
    for name, form in forms.items():
        policy = Policy(
            schema=table[0],
            table=table[1],
            name=name,
            permissive=form.as_ == "permissive",
            command=form.for_,
            roles=grantees(form.to, at[name]["to"], out),
            using=Expr(form.using) if form.using else None,
            check=Expr(form.check) if form.check else None,
            comment=form.comment,
        )
        out.add(policy, at[name].key)
        add_remarks(form, policy.key, at[name], out)


def grantees(roles: list[str], at: At, out: Collector) -> tuple[str, ...]:
    """Give the roles, everyone spelled PUBLIC; each other must be declared."""
    for number, role in enumerate(roles):
        if not is_public(role):
            out.refer("role", (role,), at[number].value)
    return tuple("PUBLIC" if is_public(role) else role for role in roles)


def add_row_security_to(form: RowSecurityOf, at: At, out: Collector) -> None:
    """Take in row security of a table declared elsewhere."""
    add_row_security(form, form.target(at, out), at, out)


def add_policies_to(form: PoliciesForm, at: At, out: Collector) -> None:
    """Take in policies of a table declared elsewhere."""
    add_policies(form.policies, form.target(at, out), at, out)
