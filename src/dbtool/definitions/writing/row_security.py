"""Row security: the switches of a table and its policies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.definitions.writing.said import Part, Said
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import bare, sql
from dbtool.kinds.access.policy import Policy
from dbtool.kinds.access.row_security import RowSecurity
from dbtool.model.key import Key


def write_row_security(facts: Sequence[RowSecurity], _source: Source) -> Iterator[Said]:
    """Give the switches of each table."""
    for fact in facts:
        body: dict[str, Any] = {"enabled": fact.enabled}
        if fact.forced:
            body["force"] = True
        yield Part(_home(fact), (), body)


def write_policies(facts: Sequence[Policy], source: Source) -> Iterator[Said]:
    """Give the policies of each table, those too whose table has row security switched off."""
    for fact in facts:
        if source.database.get("row_security", fact.schema, fact.table) is None:
            yield Part(_home(fact), (), {"enabled": False})
        yield Part(_home(fact), ("policies", fact.name), _policy(fact) or None)


def _home(fact: RowSecurity | Policy) -> Key:
    return Key("row_security", (fact.schema, fact.table))


def _policy(fact: Policy) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if fact.roles != ("PUBLIC",):
        body["to"] = list(fact.roles)
    if fact.command != "all":
        body["for"] = fact.command
    if not fact.permissive:
        body["as"] = "restrictive"
    if fact.using is not None:
        body["using"] = sql(bare(fact.using))
    if fact.check is not None:
        body["check"] = sql(bare(fact.check))
    if fact.comment is not None:
        body["comment"] = fact.comment
    return body
