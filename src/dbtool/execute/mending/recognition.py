"""What statements declare, recognised as in SQL definition files; passwords in them taken out first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from dbtool.definitions.sql_database import recognise_database
from dbtool.definitions.sql_facts import Recognised
from dbtool.definitions.sql_recognise import recognise
from dbtool.definitions.sql_roles import ROLE_WORDS
from dbtool.definitions.sql_settings import Session
from dbtool.definitions.sql_tokens import Token
from dbtool.documents.document import DocumentStatement
from dbtool.documents.editing import edited, replace_tokens
from dbtool.documents.finding import ImportFinding
from dbtool.documents.secrets import masked
from dbtool.documents.verbs import sort_of
from dbtool.errors import InvalidDefinition
from dbtool.execute.mending.item import Item
from dbtool.kinds.access.role import password_variable


def items_of(
    statements: Iterable[DocumentStatement], schema: str, findings: list[ImportFinding]
) -> list[Item]:
    """Give the statements as items, each with the settings that hold where it stands."""
    session = Session(schema, schema)
    items = []
    for statement in statements:
        item = Item(statement, sort_of(statement.code) or "definition", statement.sql)
        try:
            after = session.after(item.as_statement())
        except InvalidDefinition as error:
            findings.append(_refusal(item, error))
            continue
        if after:
            session = after
            continue
        item.schema, item.settings = session.schema, tuple(session.statements.values())
        items.append(item)
    return items


def recognise_all(items: Iterable[Item], findings: list[ImportFinding]) -> None:
    """Recognise what is not recognised yet; what cannot stand in a definition is left out with the reason."""
    for item in items:
        if item.sort != "definition" or item.left_out or item.known:
            continue
        _without_password(item, findings)
        item.known = True
        try:
            item.recognised = recognise(item.as_statement(), item.schema)
            named = recognise_database(item.as_statement())
        except InvalidDefinition as error:
            item.left_out = True
            findings.append(_refusal(item, error))
        else:
            if named is not None:
                findings.append(_database_name(item, named))


def _database_name(item: Item, named: Recognised) -> ImportFinding:
    return ImportFinding(
        code="database-name",
        severity="warning",
        state="mended",
        message="The name belongs to the target, not to the schema: on another server it is another one.",
        origin=item.origin,
        statement=masked(item.sql),
        mended=named.sql,
        replaces=True,
        hint="in YAML: on: database",
    )


def _without_password(item: Item, findings: list[ImportFinding]) -> None:
    token = _literal_password(item.code)
    if token is None:
        return
    role = item.code[2].name or ""
    before = masked(item.sql)
    place = item.place(token.start)
    item.change(edited(item.sql, [replace_tokens([token], "'env'")]))
    findings.append(
        ImportFinding(
            code="literal-password",
            severity="error",
            state="mended",
            message="A password in a document is known to everybody who reads it.",
            origin=place,
            statement=before,
            mended=item.sql,
            replaces=True,
            hint=f"set {password_variable(role)} in the environment, and give the role a new password",
        )
    )


def _literal_password(code: Sequence[Token]) -> Token | None:
    if len(code) < 3 or code[0].word not in {"create", "alter"} or code[1].word not in ROLE_WORDS:
        return None
    for before, token in pairwise(code):
        value = token.string
        if before.word == "password" and value is not None and value.partition(":")[0] != "env":
            return token
    return None


def _refusal(item: Item, error: InvalidDefinition) -> ImportFinding:
    return ImportFinding(
        code="no-definition",
        severity="warning",
        state="left-out",
        message=f"{error.message[0].upper()}{error.message[1:]}.",
        origin=item.origin,
        statement=masked(item.sql),
        hint=error.hint,
    )
