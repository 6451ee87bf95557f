"""Default privileges: what grantees get on objects that a creator makes from now on."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.base import Form
from dbtool.definitions.forms.row_security import grantees
from dbtool.definitions.forms.values import Names, said
from dbtool.definitions.privileges import ALL, Change, checked
from dbtool.kinds.access.default_privilege import DefaultPrivilege

_SINGULAR = {
    "tables": "table",
    "sequences": "sequence",
    "functions": "function",
    "types": "type",
    "schemas": "schema",
}


class DefaultPrivilegeForm(Form):
    """Default privileges: `{for: owner, in: public, on: tables, to: readers, privileges: select}`."""

    ONE_OF: ClassVar[tuple[tuple[str, ...], ...]] = (("to", "from"),)

    for_: Annotated[Names, said("The roles whose future objects these are.", alias="for")]
    in_: Annotated[Names | None, said("Schemas; left out for every schema.", alias="in")] = None
    on: Literal["tables", "sequences", "functions", "types", "schemas"]
    to: Annotated[Names | None, said("Roles; public for everyone.")] = None
    from_: Annotated[Names | None, said("Roles that lose what they have by default.", alias="from")] = None
    privileges: Annotated[Names, said("Privileges, or all.")]
    grantable: Annotated[bool, said("WITH GRANT OPTION.")] = False


def add_default_privilege(form: DefaultPrivilegeForm, at: At, out: Collector) -> None:
    """Take in an entry of `default_privileges`."""
    for number, schema in enumerate(form.in_ or []):
        out.refer("schema", (schema,), at["in"][number].value)
    grantee_key = "from" if form.to is None else "to"
    change = Change(
        grantees(form.to or form.from_ or [], at[grantee_key], out),
        checked(form.privileges, _SINGULAR[form.on], at["privileges"], out),
        form.grantable,
        revoke=form.to is None,
    )
    add_future(change, creators_of(form.for_, at, out, "for"), tuple(form.in_ or ("",)), form.on, at, out)


def creators_of(named: list[str], at: At, out: Collector, key: str = "creators") -> list[str]:
    """Give the roles whose future objects are meant: those named, else all that own something declared."""
    for number, name in enumerate(named):
        out.refer("role", (name,), at[key][number].value)
    owners = named or sorted(
        {owner for fact in out.facts.values() if (owner := getattr(fact, "owner", None))}
    )
    if not owners:
        out.error(
            "future: true needs to know who will make the objects",
            "name them: creators: [role], or give the objects an owner",
            at["future"].value,
        )
    return owners


def add_future(
    change: Change, creators: list[str], schemas: tuple[str, ...], on: str, at: At, out: Collector
) -> None:
    """Take in default privileges of each creator in each schema: statements where they say ALL or revoke."""
    if change.revoke and schemas != ("",):
        out.error(
            "PostgreSQL takes default privileges away in all schemas only",
            "leave in: out",
            at["on"]["in"].value,
        )
        return
    for creator in creators:
        for schema in schemas:
            if change.revoke:
                out.revocation(change.default_sql(creator, schema, on), at.key)
            elif change.privileges == ALL:
                out.statement(change.default_sql(creator, schema, on), at.key, "late")
            else:
                for grantee in change.grantees:
                    _merge(change, creator, schema, on, grantee, at, out)


def _merge(change: Change, creator: str, schema: str, on: str, grantee: str, at: At, out: Collector) -> None:
    out.merge(
        DefaultPrivilege(
            creator=creator,
            schema=schema,
            on=on,
            grantee=grantee,
            privileges=change.privileges,
            grantable=change.privileges if change.grantable else (),
        ),
        at.key,
    )
