"""Roles of a backup: those that are missing are made, all others are left as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import sql

from dbtool.backup.facts.detail import Detail
from dbtool.backup.properties import setting_value
from dbtool.execute.connect import Connection

FLAGS = {
    "superuser": "SUPERUSER",
    "inherit": "INHERIT",
    "createrole": "CREATEROLE",
    "createdb": "CREATEDB",
    "login": "LOGIN",
    "replication": "REPLICATION",
    "bypassrls": "BYPASSRLS",
}
# From PostgreSQL 16 on a membership says whether it is inherited and may be taken on.
OPTIONS = {"admin_option": "ADMIN", "inherit_option": "INHERIT", "set_option": "SET"}


def missing_roles(admin: Connection, detail: Detail) -> list[str]:
    """Give the names of roles that the backup needs and the server lacks."""
    there = {name for (name,) in admin.execute("SELECT rolname FROM pg_catalog.pg_roles")}
    return [role["name"] for role in detail.roles if role["name"] not in there]


def make_roles(admin: Connection, detail: Detail, *, passwords: bool) -> list[str]:
    """Make the roles that are missing, with attributes, settings and memberships, and give their names.

    Shape:  a role that is there already keeps its attributes and its password, whatever the backup says.
    Errors: psycopg.Error; then none of them is there.
    """
    names = missing_roles(admin, detail)
    new = [role for role in detail.roles if role["name"] in names]
    with admin.transaction():
        for role in new:
            admin.execute(_create(role, detail.passwords.get(role["name"]) if passwords else None))
            for statement in _more(role):
                admin.execute(statement)
        for role in new:
            for statement in _memberships(role, admin.info.server_version):
                admin.execute(statement)
        for role in detail.roles:
            # Whom a new role has as members may have been there before.
            if role["name"] not in names:
                fresh = [each for each in role["memberships"] if each["role"] in names]
                for statement in _memberships({**role, "memberships": fresh}, admin.info.server_version):
                    admin.execute(statement)
    return names


def drop_roles(admin: Connection, names: Sequence[str]) -> None:
    """Drop roles that were made for a restore that failed; one that somebody uses by now stays."""
    for name in names:
        with suppress(psycopg.Error):
            admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def _create(role: Mapping[str, Any], verifier: str | None) -> sql.Composed:
    flags = [word if role[name] else f"NO{word}" for name, word in FLAGS.items()]
    parts: list[sql.Composable] = [
        sql.SQL("CREATE ROLE {} WITH").format(sql.Identifier(role["name"])),
        sql.SQL(" ".join(flags)),
        sql.SQL("CONNECTION LIMIT {}").format(sql.Literal(role["connection_limit"])),
    ]
    if role["valid_until"]:
        parts.append(sql.SQL("VALID UNTIL {}").format(sql.Literal(role["valid_until"])))
    if verifier:
        parts.append(sql.SQL("PASSWORD {}").format(sql.Literal(verifier)))
    return sql.SQL(" ").join(parts)


def _more(role: Mapping[str, Any]) -> Iterator[sql.Composed]:
    name = sql.Identifier(role["name"])
    for setting in role["settings"]:
        parameter = sql.Identifier(*setting["name"].split("."))
        yield sql.SQL("ALTER ROLE {} SET {} TO {}").format(name, parameter, setting_value(setting))
    if role["comment"] is not None:
        yield sql.SQL("COMMENT ON ROLE {} IS {}").format(name, sql.Literal(role["comment"]))


def _memberships(role: Mapping[str, Any], version: int) -> Iterator[sql.Composed]:
    for membership in role["memberships"]:
        said = [
            f"{word} {'TRUE' if membership[field] else 'FALSE'}"
            for field, word in OPTIONS.items()
            if field in membership
        ]
        if version < 160000:
            said = ["ADMIN OPTION"] if membership["admin_option"] else []
        yield sql.SQL("GRANT {} TO {} {}").format(
            sql.Identifier(membership["role"]),
            sql.Identifier(role["name"]),
            sql.SQL(f"WITH {', '.join(said)}" if said else ""),
        )
