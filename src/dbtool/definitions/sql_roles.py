"""Roles and memberships in SQL, as facts.

Read from the tokens: sqlfluff 4.5 knows neither CREATE GROUP, nor two names in a list, nor WITH INHERIT, and
what there is to read is a flat list of words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dbtool.definitions.sql_facts import Gathered, Recognised
from dbtool.definitions.sql_split import SqlStatement
from dbtool.definitions.sql_tokens import Token, listed, parts, truth
from dbtool.errors import InvalidDefinition
from dbtool.kinds.access.membership import Membership
from dbtool.kinds.access.role import Role, password_variable
from dbtool.model.key import Key
from dbtool.model.quoting import ident

ROLE_WORDS = frozenset({"role", "user", "group"})
_FLAGS = listed("superuser createdb createrole inherit login replication bypassrls")
# Settings whose value is a list of names: the server keeps each quoted where it needs it.
_LISTS = listed(
    "search_path temp_tablespaces local_preload_libraries session_preload_libraries shared_preload_libraries"
)
_CURRENT = listed("current_role current_user session_user public all")


@dataclass(slots=True)
class _Reader:
    """Reads the words of one statement from left to right."""

    statement: SqlStatement
    code: Sequence[Token]
    place: int = 0

    @property
    def word(self) -> str:
        return self.code[self.place].word if self.place < len(self.code) else ""

    @property
    def more(self) -> bool:
        return self.place < len(self.code)

    def take(self, *words: str) -> bool:
        """Go past these words if they come next."""
        following = tuple(token.word for token in self.code[self.place : self.place + len(words)])
        if following != words:
            return False
        self.place += len(words)
        return True

    def next(self) -> Token:
        if not self.more:
            raise self.wrong("the statement ends too early", None)
        self.place += 1
        return self.code[self.place - 1]

    def role(self) -> str:
        """Take the name of a role."""
        token = self.next()
        if token.name is None or token.word in _CURRENT:
            raise self.wrong(
                f"{token.text} names no role that a definition can hold", "write the role's name"
            )
        return token.name

    def roles(self) -> list[str]:
        """Take names with commas between."""
        found = [self.role()]
        while self.more and self.code[self.place].text == ",":
            self.place += 1
            found.append(self.role())
        return found

    def wrong(self, message: str, hint: str | None) -> InvalidDefinition:
        return InvalidDefinition(message, hint=hint, origin=self.statement.origin)


def recognise_role(statement: SqlStatement) -> Recognised | None:
    """Give what CREATE ROLE, ALTER ROLE or COMMENT ON ROLE declares; None for other statements.

    Errors: InvalidDefinition for a password in the text and for options that nothing can hold.
    """
    words = [token.word for token in statement.code[:3]]
    reader = _Reader(statement, statement.code)
    gathered = Gathered()
    if words[0] in {"create", "alter"} and words[1] in ROLE_WORDS and words[2:] != ["mapping"]:
        reader.place = 2
        (_create if words[0] == "create" else _alter)(reader, words[1], gathered)
    elif words[:2] == ["comment", "on"] and words[2:] == ["role"]:
        reader.place = 3
        _comment(reader, gathered)
    else:
        return None
    return gathered.recognised(statement.origin)


def recognise_membership(statement: SqlStatement) -> Recognised:
    """Give the memberships that GRANT of roles declares."""
    reader = _Reader(statement, statement.code, 1)
    roles = reader.roles()
    reader.take("to")
    members = reader.roles()
    options: dict[str, bool] = {}
    while reader.more:
        reader.take("with")
        if reader.take("granted", "by"):
            # Who granted is not compared: it follows from who runs the revision.
            reader.next()
            continue
        option, said = reader.next().word, reader.next()
        value = True if said.word == "option" else truth(said.text)
        if option not in {"admin", "inherit", "set"} or value is None:
            raise reader.wrong(
                "GRANT of a role has an option that is not understood", "known: ADMIN, INHERIT, SET"
            )
        options["set_role" if option == "set" else option] = value
        reader.place += reader.more and reader.code[reader.place].text == ","
    gathered = Gathered()
    gathered.facts.extend(
        Membership(role=role, member=member, **options) for role in roles for member in members
    )
    return gathered.recognised(statement.origin)


def _create(reader: _Reader, word: str, gathered: Gathered) -> None:
    name = reader.role()
    fields: dict[str, Any] = {"login": True} if word == "user" else {}
    fields |= _options(reader, name, gathered)
    gathered.facts.append(Role(name=name, **fields))


def _alter(reader: _Reader, word: str, gathered: Gathered) -> None:
    name = reader.role()
    if word == "group" or reader.word in {"rename", "reset", "in"}:
        raise reader.wrong(
            f"ALTER {word.upper()} … {reader.word.upper()} is not supported in definitions",
            "declare the role as it shall be; memberships are GRANT role TO role",
        )
    if reader.take("set"):
        fields: Mapping[str, Any] = {"settings": _role_setting(reader)}
    else:
        fields = _options(reader, name, gathered)
    gathered.fields.append((Key("role", (name,)), fields))


def _comment(reader: _Reader, gathered: Gathered) -> None:
    name = reader.role()
    reader.take("is")
    gathered.fields.append((Key("role", (name,)), {"comment": reader.next().string}))


def _options(reader: _Reader, name: str, gathered: Gathered) -> dict[str, Any]:
    """Take the options of a role; memberships among them are gathered at once."""
    fields: dict[str, Any] = {}
    reader.take("with")
    while reader.more:
        reader.take("encrypted")
        if reader.word in _FLAGS or (reader.word.startswith("no") and reader.word[2:] in _FLAGS):
            word = reader.next().word
            fields[word.removeprefix("no")] = word in _FLAGS
        elif reader.take("connection", "limit"):
            fields["connection_limit"] = _number(reader)
        elif reader.take("valid", "until"):
            fields["valid_until"] = reader.next().string
        elif reader.take("password"):
            fields["password"] = _password(reader, name)
        elif reader.take("sysid"):
            reader.next()
        else:
            gathered.facts.extend(_memberships(reader, name))
    return fields


def _memberships(reader: _Reader, name: str) -> list[Membership]:
    if reader.take("in", "role") or reader.take("in", "group"):
        return [Membership(role=role, member=name) for role in reader.roles()]
    if reader.take("role") or reader.take("user"):
        return [Membership(role=name, member=member) for member in reader.roles()]
    if reader.take("admin"):
        return [Membership(role=name, member=member, admin=True) for member in reader.roles()]
    raise reader.wrong(
        f"{reader.code[reader.place].text} is no option of a role", "see CREATE ROLE in the PostgreSQL manual"
    )


def _number(reader: _Reader) -> int:
    sign = "-" if reader.more and reader.code[reader.place].text == "-" else ""
    reader.place += len(sign)
    token = reader.next()
    if not token.text.isdecimal():
        raise reader.wrong("CONNECTION LIMIT must be a number", "write CONNECTION LIMIT 10")
    return int(sign + token.text)


def _password(reader: _Reader, name: str) -> str | None:
    token = reader.next()
    if token.word == "null":
        return None
    source, _, variable = (token.string or "").partition(":")
    if source != "env" or not (variable or source).isidentifier():
        # The text itself must reach no message: it may be a real password.
        raise reader.wrong(
            "a password does not belong in a definition",
            f"write PASSWORD 'env', and set {password_variable(name)} in the environment",
        )
    return variable or password_variable(name)


def _role_setting(reader: _Reader) -> dict[str, str]:
    """Take `name = value` or `name TO value, …`, the value as the server keeps it."""
    name = reader.next().text.lower()
    while reader.more and reader.code[reader.place].text == ".":
        reader.place += 1
        name = ".".join((name, reader.next().text.lower()))
    sign = reader.next()
    values = [_setting_value(part, name) for part in parts(reader.code[reader.place :])]
    if (sign.text != "=" and sign.word != "to") or not values or None in values:
        raise reader.wrong(f"the value of {name} must be a constant", "write ALTER ROLE … SET name = 'value'")
    return {name: ", ".join(value for value in values if value is not None)}


def _setting_value(tokens: Sequence[Token], name: str) -> str | None:
    text = "".join(token.text for token in tokens)
    if len(tokens) == 1:
        [token] = tokens
        if token.word == "default":
            return None
        text = token.string if token.string is not None else token.name or text
        return ident(text) if name in _LISTS else text
    return text if tokens[-1:] and tokens[-1].kind == "numeric_literal" and text[0] in "+-" else None
