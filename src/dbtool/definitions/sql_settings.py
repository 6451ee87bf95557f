"""SET statements of an SQL definition file: which are harmless, and the schema that unqualified names get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dbtool.definitions.sql_split import SqlStatement
from dbtool.definitions.sql_tokens import Token, listed, names_of, parts
from dbtool.errors import InvalidDefinition

# What pg_dump writes at the head of a dump, and what only changes how the rest of the file is read.
HARMLESS = listed(
    """
    search_path check_function_bodies client_encoding client_min_messages standard_conforming_strings
    escape_string_warning statement_timeout lock_timeout transaction_timeout xmloption row_security
    idle_in_transaction_session_timeout default_tablespace default_table_access_method default_with_oids
    timezone datestyle intervalstyle
    """
)
_PLACEHOLDERS = frozenset({"$user", "pg_catalog", "pg_temp", ""})


@dataclass(frozen=True, slots=True)
class Session:
    """The settings in force at one place of a file.

    Shape: `statements` maps each setting to the statement that made it; `schema` is where a new table
           goes, `grantor` the role that SET ROLE or SET SESSION AUTHORIZATION named.
    """

    default_schema: str
    schema: str
    statements: Mapping[str, str] = field(default_factory=dict)
    grantor: str | None = None

    def after(self, statement: SqlStatement) -> Session | None:
        """Give the session after a SET, RESET or set_config; None for any other statement.

        Errors: InvalidDefinition for a setting that is not harmless.
        """
        grantor = _authorization(statement.code)
        if grantor is not None:
            return replace(self, grantor=grantor or None)
        read = _setting(statement.code)
        if read is None:
            return None
        name, values = read
        if name not in HARMLESS:
            raise InvalidDefinition(
                f"SET of {name or 'this'} cannot stand in a definition",
                hint=f"only these may be set: {', '.join(sorted(HARMLESS))}",
                origin=statement.origin,
            )
        statements = {key: text for key, text in self.statements.items() if key != name}
        if values is not None:
            statements[name] = statement.sql
        schema = self.schema
        if name == "search_path":
            named = [value for value in values or () if value not in _PLACEHOLDERS]
            schema = named[0] if named else self.default_schema
        return replace(self, statements=statements, schema=schema)


def _authorization(code: Sequence[Token]) -> str | None:
    """Give the role of SET ROLE, or SET SESSION AUTHORIZATION as pg_dump writes it; empty where it ends."""
    words = [token.word for token in code]
    if words in (["reset", "session", "authorization"], ["reset", "role"]):
        return ""
    if words[:-1] not in (["set", "session", "authorization"], ["set", "role"], ["set", "session", "role"]):
        return None
    return "" if words[-1] in ("default", "none") else code[-1].name or code[-1].string


def _setting(code: Sequence[Token]) -> tuple[str, tuple[str, ...] | None] | None:
    """Give the name and values that the statement sets; values None for a reset; None if it sets nothing."""
    words = [token.word for token in code]
    if words[0] == "select":
        return _set_config(code)
    if words[0] == "reset":
        return words[1] if len(words) == 2 else "", None
    if words[0] != "set":
        return None
    start = 2 if words[1:2] in (["session"], ["local"]) else 1
    if words[start : start + 2] == ["time", "zone"]:
        return "timezone", ()
    if len(code) < start + 3 or not (code[start + 1].text == "=" or words[start + 1] == "to"):
        return " ".join(word for word in words[1:3] if word), ()
    if words[start + 2 :] == ["default"]:
        return words[start], None
    return words[start], tuple(_value(part) for part in parts(code[start + 2 :]))


def _set_config(code: Sequence[Token]) -> tuple[str, tuple[str, ...]] | None:
    """Read `SELECT pg_catalog.set_config('search_path', '', false)`."""
    called = code[3:] if [token.text.lower() for token in code[1:3]] == ["pg_catalog", "."] else code[1:]
    if len(called) < 2 or called[0].word != "set_config" or called[-1].text != ")":
        return None
    arguments = parts(called[2:-1])
    if len(arguments) != 3 or len(arguments[0]) != 1 or len(arguments[1]) != 1:
        return None
    name, value = arguments[0][0].string, arguments[1][0].string
    if name is None or value is None:
        return None
    return name.lower(), names_of(value) or ()


def _value(tokens: Sequence[Token]) -> str:
    if len(tokens) != 1:
        return ""
    token = tokens[0]
    return token.string if token.string is not None else token.name or token.text
