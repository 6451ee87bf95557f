"""Foreign data: wrappers, servers with their user mappings, foreign tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator

from dbtool.definitions.at import At
from dbtool.definitions.clauses import is_public
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.base import NamedBody
from dbtool.definitions.forms.checks import Checks, add_checks
from dbtool.definitions.forms.columns import ColumnForm, add_columns
from dbtool.definitions.forms.grants import Grants, add_grants
from dbtool.definitions.forms.partitions import PartitionOfForm, bound_of
from dbtool.definitions.forms.settings import Inheriting, add_settings
from dbtool.definitions.forms.triggers import TriggerForm, add_triggers
from dbtool.definitions.forms.values import ObjectName, OneOrMore, Options, PlainName, Text, said, wrong
from dbtool.kinds.foreign.foreign_data_wrapper import ForeignDataWrapper
from dbtool.kinds.foreign.foreign_table import ForeignTable
from dbtool.kinds.foreign.server import Server
from dbtool.kinds.foreign.user_mapping import UserMapping, is_secret
from dbtool.model.fact import Expr

Path = tuple[str, str]
_REFERENCE = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")


def by_reference(options: dict[str, str]) -> dict[str, str]:
    """Give the options back if each secret among them is a reference."""
    for name, value in options.items():
        if is_secret(name) and _REFERENCE.fullmatch(value) is None:
            # the text itself must reach no message: it may be a real password
            raise wrong(
                f"a {name} does not belong in a definition",
                f"write {name}: env:NAME, and set NAME in the environment",
            )
    return options


class ForeignDataWrapperForm(NamedBody):
    """A foreign-data wrapper; one that an extension brings needs no declaration."""

    handler: Annotated[ObjectName | None, said("The function that reads and writes.")] = None
    validator: Annotated[ObjectName | None, said("The function that checks options.")] = None
    options: Options = {}
    owner: PlainName | None = None
    comment: Text | None = None
    grants: Grants = {}


class ServerForm(NamedBody):
    """A foreign server and who is who on it."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    wrapper: Annotated[PlainName, said("The foreign-data wrapper: postgres_fdw.")]
    type: Text | None = None
    version: Text | None = None
    options: Annotated[Options, said("Such as host and dbname.")] = {}
    user_mappings: Annotated[
        dict[PlainName, Annotated[Options, AfterValidator(by_reference)]],
        said("By role, or public: options such as user, and password: env:NAME."),
    ] = {}
    owner: PlainName | None = None
    comment: Text | None = None
    grants: Grants = {}


class ForeignTableForm(Inheriting):
    """A foreign table."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    server: PlainName
    columns: dict[PlainName, ColumnForm] = {}
    checks: Checks = {}
    triggers: dict[PlainName, TriggerForm] = {}
    inherits: Annotated[list[ObjectName], OneOrMore()] = []
    partition_of: PartitionOfForm | None = None
    options: Annotated[Options, said("Such as schema_name and table_name.")] = {}
    owner: PlainName | None = None
    comment: Text | None = None
    grants: Grants = {}


def add_foreign_data_wrapper(form: ForeignDataWrapperForm, name: Path, at: At, out: Collector) -> None:
    """Take in a foreign-data wrapper."""
    wrapper = ForeignDataWrapper(
        name=name[1],
        handler=at.within(form.handler) if form.handler else (),
        validator=at.within(form.validator) if form.validator else (),
        options=form.options,
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(wrapper, at.key)
    add_grants(form.grants, wrapper.kind, wrapper.kind, wrapper.key.path, at["grants"], out)
    add_remarks(form, wrapper.key, at, out)


def add_server(form: ServerForm, name: Path, at: At, out: Collector) -> None:
    """Take in a server and its user mappings."""
    server = Server(
        name=name[1],
        wrapper=form.wrapper,
        type=form.type,
        version=form.version,
        options=form.options,
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(server, at.key)
    for user, options in form.user_mappings.items():
        here = at["user_mappings"][user]
        if not is_public(user):
            out.refer("role", (user,), here.key)
        mapping = UserMapping(
            server=name[1],
            user="PUBLIC" if is_public(user) else user,
            options={option: value for option, value in options.items() if not is_secret(option)},
            secret_options=tuple(sorted(filter(is_secret, options))),
            secrets={option: value[4:] for option, value in options.items() if is_secret(option)},
        )
        out.add(mapping, here.key)
    add_grants(form.grants, server.kind, server.kind, server.key.path, at["grants"], out)
    add_remarks(form, server.key, at, out)


def add_foreign_table(form: ForeignTableForm, name: Path, at: At, out: Collector) -> None:
    """Take in a foreign table with what is on it."""
    parent = at.within(form.partition_of.table) if form.partition_of else None
    if parent:
        out.refer("table", parent, at["partition_of"].value)
    table = ForeignTable(
        schema=name[0],
        name=name[1],
        server=form.server,
        options=form.options,
        partition_of=parent,
        bound=Expr(bound_of(form.partition_of.values)) if form.partition_of else None,
        inherits=tuple(at.within(other) for other in form.inherits),
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    for number, other in enumerate(table.inherits):
        out.refer("table", other, at["inherits"][number].value)
    if not out.add(table, at.key):
        return
    add_columns(form.columns, name, at["columns"], out)
    add_checks(form.checks, name, at["checks"], out)
    add_triggers(form.triggers, name, at["triggers"], out)
    add_settings(form, name, at, out)
    add_grants(form.grants, "table", "foreign_table", name, at["grants"], out)
    add_remarks(form, table.key, at, out)
