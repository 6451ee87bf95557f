"""Statements that scratch must not or cannot execute, recognised for what they declare."""

from __future__ import annotations

from dbtool.definitions.sql_blocks import recognise_roles_in_block
from dbtool.definitions.sql_database import recognise_database
from dbtool.definitions.sql_facts import Recognised
from dbtool.definitions.sql_functions import recognise_calls
from dbtool.definitions.sql_labels import recognise_label
from dbtool.definitions.sql_options import mentions_timescale
from dbtool.definitions.sql_refuse import DECLARING, calls, is_role_grant, refuse
from dbtool.definitions.sql_roles import recognise_membership, recognise_role
from dbtool.definitions.sql_split import SqlStatement
from dbtool.definitions.sql_subscriptions import recognise_subscription
from dbtool.definitions.sql_tables import recognise_options


def recognise(
    statement: SqlStatement, default_schema: str = "public", *, runner_known: bool = False
) -> Recognised | None:
    """Give what the statement declares besides what the server makes of it; None if it just runs on scratch.

    Errors: InvalidDefinition if the statement cannot stand in a definition.
    """
    roles = recognise_roles_in_block(statement)
    if roles:
        return roles
    refuse(statement, runner_known=runner_known)
    code = statement.code
    first = code[0].word
    if first in {"select", "call", "with"} and calls(code) & DECLARING:
        return recognise_calls(statement, default_schema)
    if first == "grant" and is_role_grant(code):
        return recognise_membership(statement)
    known = (
        recognise_database(statement)
        or recognise_subscription(statement)
        or recognise_role(statement)
        or recognise_label(statement)
    )
    if known:
        return known
    found = recognise_options(statement, default_schema) if mentions_timescale(code) else None
    if first == "create" and "index" in (code[1].word, code[2].word):
        return _not_concurrently(found, statement)
    return found


def _not_concurrently(found: Recognised | None, statement: SqlStatement) -> Recognised | None:
    """Give CREATE INDEX without CONCURRENTLY: scratch is one transaction, and nobody waits for it."""
    code = statement.code
    token = next((token for token in code[2:4] if token.word == "concurrently"), None)
    if token is None:
        return found
    sql = found.sql if found and found.sql else statement.sql
    # Options stand behind the word, so that its place is the same with and without them.
    parts = (sql[: token.start].rstrip(), sql[token.end :].lstrip())
    return Recognised(origin=statement.origin, sql=" ".join(parts))
