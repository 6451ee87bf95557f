"""From the forms of tenancy to the declared intent."""

from __future__ import annotations

import dataclasses

from dbtool.definitions.at import At
from dbtool.definitions.clauses import is_public
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.grants import Grants, add_grants
from dbtool.definitions.forms.tenancy import IsolationForm, MembershipOfTenants, TenancyForm, Tenanted
from dbtool.definitions.intended import Intended
from dbtool.definitions.isolating import by_view_alone, isolate, merged
from dbtool.model.tenancy import Membership, Path, Principal, Target, Tenancy, TenantTable


def add_tenancy(form: TenancyForm, at: At, out: Collector) -> None:
    """Take in the tenancy of the database, of which there is one."""
    if out.tenancy is not None:
        out.error("there are two sections tenancy", "keep one of the two", at.key)
        return
    out.tenancy = tenancy_of(form, at.schema)
    for key in ("app_roles", "privileged_roles", "backup_roles"):
        for number, role in enumerate(getattr(form, key)):
            out.refer("role", (role,), at[key][number].value)
    for key in ("roles", "access"):
        for role in getattr(form, key):
            out.refer("role", (role,), at[key][role].key)


def add_tenanted(form: Tenanted, kind: str, name: Path, owner: str | None, at: At, out: Collector) -> None:
    """Take in what the body of a relation says of its tenants."""
    said = form.model_fields_set & Tenanted.model_fields.keys()
    if not said:
        return
    if not out.intended:
        out.later.append(_merge)
        out.last.append(_isolate)
    table = table_of(form, name[0])
    if table.points_at is not None:
        out.refer("table", table.points_at.table, at["via"].value)
    out.intended[name] = Intended(kind, name, table, frozenset(said), form.access, owner, at)
    for role in form.access:
        out.refer("role", (role,), at["access"][role].key)


def _merge(out: Collector) -> None:
    if out.tenancy is not None:
        out.tenancy = merged(out.tenancy, out.intended.values())


def _isolate(out: Collector) -> None:
    if out.tenancy is None or out.tenancy.single is None:
        isolate(out)
        return
    for item in out.intended.values():
        if item.said - {"shared"}:
            said = "tenancy says that there is one tenant, and this is about several"
            out.error(said, "write setting: in place of single:, or leave it out", item.at[item.key].key)


def add_grants_or_view(forms: Grants, kind: str, name: Path, at: At, out: Collector) -> None:
    """Take in the grants in the body of a relation; those for its rows by a view alone are on the view."""
    if name not in out.intended:
        add_grants(forms, "table", kind, name, at, out)
        return

    def add(out: Collector) -> None:
        meant = out.tenancy.tables[name] if out.tenancy else TenantTable()
        for role, form in forms.items():
            grantee = "PUBLIC" if is_public(role) else role
            if out.tenancy and meant.view and by_view_alone(grantee, name, out.tenancy):
                add_grants({role: form}, "table", "view", meant.view, at, out)
            else:
                add_grants({role: form}, "table", kind, name, at, out)

    out.later.append(add)


def tenancy_of(form: TenancyForm, schema: str = "public") -> Tenancy:
    """Give the intent; names without a schema are in the only one of `schemas`, else in `schema`."""
    schema = form.schemas[0] if len(form.schemas) == 1 else schema
    tables = {name.within(schema): table_of(body, schema) for name, body in form.tables.items()}
    for name, isolation in form.isolation.items():
        before = tables.get(name.within(schema), TenantTable())
        tables[name.within(schema)] = _isolated(before, isolation, schema)
    access = {
        role: {name.within(schema): dict(commands) for name, commands in of_role.items()}
        for role, of_role in form.access.items()
    }
    for name, body in form.tables.items():
        for role, commands in body.access.items():
            of_table = access.setdefault(role, {}).setdefault(name.within(schema), {})
            of_table |= commands
    return Tenancy(
        setting=form.setting or "",
        type=form.type,
        on_unset=form.on_unset,
        tenants=_pair(form.tenants),
        tenant_column=form.tenant_column,
        app_roles=_roles(form, form.app_roles, "tenant"),
        privileged_roles=_roles(form, form.privileged_roles, "all", "auditor"),
        backup_roles=_roles(form, form.backup_roles, "backup"),
        schemas=tuple(form.schemas),
        principal=_principal(form),
        membership=_membership(form.membership, schema),
        tables=tables,
        access=access,
        settings=form.settings,
        single=form.single,
    )


def table_of(form: Tenanted, schema: str) -> TenantTable:
    """Give what is meant for one table."""
    table = TenantTable(tenant=form.tenant, shared=form.shared, public_when=form.public_when)
    if (via := form.via) is not None:
        target = Target(via.table.within(schema), via.references) if via.table and via.references else None
        table = dataclasses.replace(table, via=via.column, points_at=target)
    return table if form.isolation is None else _isolated(table, form.isolation, schema)


def _isolated(table: TenantTable, form: IsolationForm, schema: str) -> TenantTable:
    if form.by == "shared":
        return dataclasses.replace(table, shared=True, isolation="none")
    view = form.view and form.view.within(schema)
    return dataclasses.replace(table, isolation=form.by, view=view)


def _roles(form: TenancyForm, named: list[str], *as_what: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*named, *(role for role, what in form.roles.items() if what in as_what)]))


def _principal(form: TenancyForm) -> Principal | None:
    principal = form.principal
    if principal is None:
        return None
    return Principal(
        setting=principal.setting or form.setting or "",
        column=principal.column,
        type=principal.type or form.type,
        values=_pair(principal.values),
    )


def _membership(form: MembershipOfTenants | None, schema: str) -> Membership | None:
    if form is None:
        return None
    return Membership(table=form.table.within(schema), principal=form.principal, tenant=form.tenant)


def _pair(values: list[str] | None) -> tuple[str, str] | None:
    return (values[0], values[1]) if values else None
