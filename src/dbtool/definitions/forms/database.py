"""What is set for the whole database, and for roles in it."""

from __future__ import annotations

from typing import Annotated

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.base import Form
from dbtool.definitions.forms.values import PlainName, Text, said
from dbtool.kinds.access.database import DatabaseProperties
from dbtool.kinds.access.role_setting import RoleSetting


class DatabaseForm(Form):
    """The database itself, whatever its name: `{settings: {timezone: UTC}}`."""

    settings: Annotated[dict[str, Text], said("What new sessions begin with.")] = {}
    for_roles: Annotated[
        dict[PlainName, dict[str, Text]], said("By role: what its sessions in this database begin with.")
    ] = {}
    connection_limit: int = -1
    comment: Text | None = None


def add_database(form: DatabaseForm, at: At, out: Collector) -> None:
    """Take in what is said of the database."""
    database = DatabaseProperties(
        settings=form.settings, connection_limit=form.connection_limit, comment=form.comment
    )
    if database != DatabaseProperties():
        out.add(database, at.key)
    for role, settings in form.for_roles.items():
        here = at["for_roles"][role]
        out.refer("role", (role,), here.key)
        if settings:
            out.add(RoleSetting(role=role, settings=settings), here.key)
