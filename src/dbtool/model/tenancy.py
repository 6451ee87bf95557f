"""Tenancy: who is meant to see whose rows, as a team declares it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Path = tuple[str, str]
Command = Literal["select", "insert", "update", "delete"]
Scope = Literal["none", "own", "all"]
Isolation = Literal["rls", "view", "none"]

COMMANDS: tuple[Command, ...] = ("select", "insert", "update", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who asks, where that is another than the tenant whose rows are asked for.

    Shape: `setting` names the session setting that holds the principal; it is the tenancy's own where a
           tenant follows from the principal. `column` is the column of relations that holds the principal,
           `values` are one principal of each of the two tenants, in the order of `tenants`.
    """

    setting: str
    column: str | None = None
    type: str = "text"
    values: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The table that says which principal belongs to which tenant, and its two columns."""

    table: Path
    principal: str
    tenant: str


@dataclass(frozen=True, slots=True)
class Target:
    """What a column points at: a column of another relation, by which each of its rows is found."""

    table: Path
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantTable:
    """What is meant for one relation.

    Shape: `tenant` is the column that holds the tenant, or a way to it over foreign keys
           (`portfolio_id.user_id`); `via` the column of a foreign key to a relation that has one, or of what
           `points_at` names where there is no such key; `shared` rows belong to everyone. `public_when` is a
           condition under which rows of others may be seen. With `isolation` "view" the application reaches
           the rows by `view` alone.
    """

    tenant: str | None = None
    via: str | None = None
    points_at: Target | None = None
    shared: bool = False
    public_when: str | None = None
    isolation: Isolation = "rls"
    view: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenancy:
    """The declared intent of one database.

    Shape: `setting` is the session setting that holds the tenant, of SQL type `type`; `tenants` are two
           values of it for tests. `tenant_column` is the column's usual name. `app_roles` act for one tenant
           at a time, `privileged_roles` (auditors, operators) and `backup_roles` may see everything.
           `access[role][relation][command]` is what a role may reach; what is not declared there is judged
           by isolation alone. `settings` are further settings that every session of the application has.
           No `schemas` means all but the system's own. `single` is why there is but one tenant, from whom
           nothing is kept; there is no setting then, and nothing is said of rows.
    """

    setting: str
    type: str = "text"
    on_unset: Literal["empty", "error"] = "empty"
    tenants: tuple[str, str] | None = None
    tenant_column: str | None = None
    app_roles: tuple[str, ...] = ()
    privileged_roles: tuple[str, ...] = ()
    backup_roles: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    principal: Principal | None = None
    membership: Membership | None = None
    tables: Mapping[Path, TenantTable] = field(default_factory=dict)
    access: Mapping[str, Mapping[Path, Mapping[Command, Scope]]] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    single: str | None = None
