"""The database itself, and roles' settings in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.definitions.writing.said import Listed, Said
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.access.database import DatabaseProperties
from dbtool.kinds.access.role_setting import RoleSetting


def write_database(facts: Sequence[DatabaseProperties], source: Source) -> Iterator[Said]:
    """Give one entry for the database and the roles in it."""
    body: dict[str, Any] = {}
    for fact in facts:
        if fact.settings:
            body["settings"] = Short(_sorted(fact.settings))
        if fact.connection_limit != -1:
            body["connection_limit"] = fact.connection_limit
        if fact.comment is not None:
            body["comment"] = fact.comment
    of_roles = {
        fact.role: Short(_sorted(fact.settings))
        for fact in source.database.of_kind("role_setting")
        if isinstance(fact, RoleSetting)
    }
    if of_roles:
        body["for_roles"] = of_roles
    if body:
        yield Listed("database", body)


def write_role_settings(_facts: Sequence[RoleSetting], _source: Source) -> Iterator[Said]:
    """Give nothing: they stand in the database's entry."""
    yield from ()


def _sorted(settings: Any) -> list[tuple[str, str]]:
    return [(name, settings[name]) for name in sorted(settings)]
