"""CREATE SUBSCRIPTION without connecting, its password by reference."""

from __future__ import annotations

from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import ProgrammingError

from dbtool.definitions.clauses import clause, in_parentheses
from dbtool.definitions.sql_facts import Recognised
from dbtool.definitions.sql_split import SqlStatement
from dbtool.definitions.sql_tokens import Token, listed, parts, truth
from dbtool.errors import InvalidDefinition
from dbtool.kinds.foreign.user_mapping import is_secret
from dbtool.model.quoting import ident

# What asks for a connection, or goes with one.
_CONNECTING = listed("connect create_slot copy_data enabled")


def recognise_subscription(statement: SqlStatement) -> Recognised | None:
    """Give CREATE SUBSCRIPTION as scratch can run it, and ENABLE where the author lets it run; else None.

    Errors: InvalidDefinition for a password in the text, and for statements that only work when connected.
    """
    words = [token.word for token in statement.code[:2]]
    if words == ["alter", "subscription"]:
        _refuse_connecting(statement)
    if words != ["create", "subscription"]:
        return None
    code = statement.code
    _refuse_secrets(statement)
    start = next((n for n, token in enumerate(code) if token.word == "with"), len(code))
    given = parts(code[start + 2 : -1])
    options = {part[0].word: part for part in given if part}
    kept = [_text(statement, part) for name, part in options.items() if name not in _CONNECTING]
    end = code[start].start if start < len(code) else len(statement.sql)
    create = clause(statement.sql[:end], "WITH", in_parentheses(["connect = false", *kept]))
    if not (_says(options, "connect") and _says(options, "enabled")):
        return Recognised(origin=statement.origin, sql=create)
    name = code[2].name or ""
    return Recognised(
        origin=statement.origin, sql=clause(create + "; ALTER SUBSCRIPTION", ident(name), "ENABLE")
    )


def _says(options: dict[str, tuple[Token, ...]], name: str) -> bool:
    """Say whether the option is on, as it is where nobody says so."""
    part = options.get(name)
    return part is None or len(part) < 3 or truth(part[2].string or part[2].text) is not False


def _text(statement: SqlStatement, part: tuple[Token, ...]) -> str:
    return statement.sql[part[0].start : part[-1].end]


def _refuse_secrets(statement: SqlStatement) -> None:
    code = statement.code
    place = next((n for n, token in enumerate(code) if token.word == "connection"), None)
    text = code[place + 1].string if place is not None and place + 1 < len(code) else None
    try:
        options = conninfo_to_dict(text or "")
    except ProgrammingError:
        # The text itself, also as the driver quotes it, must reach no message: it may hold a password.
        raise InvalidDefinition(
            "the connection is not understood", hint="write key = value, or a URL", origin=statement.origin
        ) from None
    for name, value in options.items():
        if is_secret(name) and not str(value).startswith("env:"):
            raise InvalidDefinition(
                f"a {name} does not belong in a definition",
                hint=f"write {name}=env:NAME, and set NAME in the environment",
                origin=statement.origin,
            )


def _refuse_connecting(statement: SqlStatement) -> None:
    words = [token.word for token in statement.code]
    if "refresh" in words or "skip" in words or "publication" in words:
        raise InvalidDefinition(
            "ALTER SUBSCRIPTION … PUBLICATION, REFRESH and SKIP cannot stand in a definition",
            hint="name the publications in CREATE SUBSCRIPTION; the rest works on data",
            origin=statement.origin,
        )
    if "connection" in words:
        raise InvalidDefinition(
            "ALTER SUBSCRIPTION … CONNECTION cannot stand in a definition",
            hint="write the connection in CREATE SUBSCRIPTION",
            origin=statement.origin,
        )
