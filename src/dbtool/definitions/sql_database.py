"""Statements about the database by its name: wherever they run, they are about the database there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dbtool.definitions.clauses import clause, dollar_quoted
from dbtool.definitions.sql_facts import Recognised
from dbtool.definitions.sql_split import SqlStatement
from dbtool.definitions.sql_tokens import Token
from dbtool.errors import InvalidDefinition
from dbtool.model.quoting import literal

_CLUSTER = "leave it out: it belongs to the server, not to one database"


def recognise_database(statement: SqlStatement) -> Recognised | None:
    """Give the statement for the database that it runs in; None for one that names no database.

    Errors: InvalidDefinition for what is the cluster's business, and for more than one database.
    """
    code = statement.code
    place = _name(code)
    if place is None:
        return None
    if code[0].word == "alter" and code[1].word == "database":
        _refuse_clusters(statement, code[place + 1 :])
    if len(code) > place + 1 and code[place + 1].text == ",":
        raise InvalidDefinition(
            "a definition is for one database", hint="name one database", origin=statement.origin
        )
    name = code[place]
    head, tail = statement.sql[: name.start], statement.sql[name.end :].rstrip().removesuffix(";")
    body = clause(
        "BEGIN EXECUTE", literal(head), "|| quote_ident(current_database()) ||", literal(tail) + ";", "END"
    )
    return Recognised(origin=statement.origin, sql=clause("DO", dollar_quoted(body)))


def _name(code: Sequence[Token]) -> int | None:
    """Give the place of the database's name."""
    words = [token.word for token in code]
    if words[:2] == ["alter", "database"]:
        return 2
    if words[:3] == ["comment", "on", "database"]:
        return 3
    if words[:1] == ["alter"] and words[1:2] in (["role"], ["user"]) and words[3:5] == ["in", "database"]:
        return 5
    if words[:1] in (["grant"], ["revoke"]):
        on = next((n for n, pair in enumerate(pairwise(words)) if pair == ("on", "database")), None)
        return None if on is None else on + 2
    return None


def _refuse_clusters(statement: SqlStatement, rest: Sequence[Token]) -> None:
    words = [token.word for token in rest if token.word != "with"]
    if words[:1] == ["set"] and words[1:2] != ["tablespace"]:
        return
    if words[:2] == ["connection", "limit"]:
        return
    what = words[0].upper() if words else ""
    hint = "leave out both it and what it resets" if what == "RESET" else _CLUSTER
    raise InvalidDefinition(
        clause("ALTER DATABASE …", what, "cannot stand in a definition"), hint=hint, origin=statement.origin
    )
