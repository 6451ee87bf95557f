"""SECURITY LABEL in SQL files: scratch need not have the provider, so that the label itself is declared."""

from __future__ import annotations

from dbtool.definitions.contract import SaidLabel
from dbtool.definitions.sql_facts import Amendment, Recognised
from dbtool.definitions.sql_split import SqlStatement
from dbtool.errors import InvalidDefinition
from dbtool.kinds.access.security_label import DATABASE
from dbtool.model.key import Key


def recognise_label(statement: SqlStatement) -> Recognised | None:
    """Give the label that the statement declares; None for other statements.

    Errors: InvalidDefinition for one without a provider or a text, and for what definitions do not hold.
    """
    code = statement.code
    words = [token.word for token in code]
    if words[:2] != ["security", "label"]:
        return None
    if words[2:3] != ["for"] or words[4:5] != ["on"]:
        raise _wrong(statement, "which provider the label is for", "write SECURITY LABEL FOR provider ON …")
    provider, label = code[3].name or code[3].string, code[-1].string
    if words[-2:-1] != ["is"] or label is None or provider is None:
        raise _wrong(statement, "the label's text", "leave out both it and what it removes")
    if words[5:7] == ["large", "object"] or words[5] == "tablespace":
        hint = "leave it out: that is no part of what definitions describe"
        raise _wrong(statement, "a label of what dbtool manages", hint)
    if words[5] == "role":
        key, fields = Key("role", (code[6].name or "",)), {"security_labels": {provider: label}}
        return Recognised(origin=statement.origin, amendments=(Amendment(key, fields, statement.origin),))
    # The database's own name is no part of a definition.
    on = DATABASE if words[5] == "database" else statement.sql[code[5].start : code[-2].start].strip()
    said = SaidLabel(provider, on, label, statement.origin, statement.settings)
    return Recognised(origin=statement.origin, labels=(said,))


def _wrong(statement: SqlStatement, lacking: str, hint: str) -> InvalidDefinition:
    return InvalidDefinition(f"SECURITY LABEL does not say {lacking}", hint=hint, origin=statement.origin)
