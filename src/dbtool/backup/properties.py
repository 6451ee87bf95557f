"""What a database has beside its contents: owner, rights, settings, comment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg import sql

from dbtool.execute.connect import Connection
from dbtool.model.quoting import NAME_LISTS, names_in


def settle_database(admin: Connection, name: str, properties: Mapping[str, Any]) -> None:
    """Give the database its owner, rights, settings and comment, as the source has them."""
    place = sql.Identifier(name)
    with admin.transaction():
        admin.execute(
            sql.SQL("ALTER DATABASE {} OWNER TO {}").format(place, sql.Identifier(properties["owner"]))
        )
        for setting in properties["settings"]:
            role = setting["role"]
            where = (
                sql.SQL("ROLE {} IN DATABASE {}").format(sql.Identifier(role), place)
                if role
                else sql.SQL("DATABASE {}").format(place)
            )
            statement = sql.SQL("ALTER {} SET {} TO {}")
            admin.execute(
                statement.format(where, sql.Identifier(*setting["name"].split(".")), setting_value(setting))
            )
        if properties["comment"] is not None:
            comment = sql.Literal(properties["comment"])
            admin.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(place, comment))
        _grant(admin, place, properties)
        limit = sql.Literal(properties["connection_limit"])
        admin.execute(sql.SQL("ALTER DATABASE {} CONNECTION LIMIT {}").format(place, limit))


def setting_value(setting: Mapping[str, Any]) -> sql.Composable:
    """Give a setting's value as ALTER … SET takes it: a list of names as names."""
    if setting["name"].lower() in NAME_LISTS:
        names = names_in(setting["value"]) or [""]
        return sql.SQL(", ").join(map(sql.Literal, names))
    return sql.Literal(setting["value"])


def _grant(admin: Connection, place: sql.Identifier, properties: Mapping[str, Any]) -> None:
    if not properties["granted"]:
        return
    owner = sql.Identifier(properties["owner"])
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC, {}").format(place, owner))
    for grant in properties["grants"]:
        grantee = sql.SQL("PUBLIC") if grant["grantee"] is None else sql.Identifier(grant["grantee"])
        admin.execute(
            sql.SQL("GRANT {} ON DATABASE {} TO {} {}").format(
                sql.SQL(grant["privilege"]),
                place,
                grantee,
                sql.SQL("WITH GRANT OPTION" if grant["grantable"] else ""),
            )
        )
