"""Triggers taken apart with the lexer: when they fire, and what they call."""

from __future__ import annotations

from dbtool.definitions.sql_tokens import lex, path_at
from dbtool.kinds.routines.function import Function
from dbtool.kinds.routines.trigger import Trigger
from dbtool.model.database import Database


def is_row_trigger(trigger: Trigger, when: str) -> bool:
    """Say whether the trigger fires before or after (`when`) each row."""
    words = [token.word for token in lex(trigger.definition)]
    each = any(words[at : at + 3] == ["for", "each", "row"] for at in range(len(words)))
    # CREATE [CONSTRAINT] TRIGGER name, which may be one of these words, and then the time.
    timing = words[words.index("trigger") + 2] if "trigger" in words[:3] else ""
    return each and timing == when


def function_of(database: Database, trigger: Trigger) -> Function | None:
    """Give the declared function that a trigger calls."""
    tokens = tuple(lex(trigger.definition))
    for at, token in enumerate(tokens):
        if (
            token.word == "execute"
            and at + 2 < len(tokens)
            and tokens[at + 1].word in {"function", "procedure"}
        ):
            path, _end = path_at(tokens, at + 2)
            schema = path[0] if len(path) > 1 else trigger.schema
            found = database.get("function", schema, path[-1], "")
            return found if isinstance(found, Function) else None
    return None
