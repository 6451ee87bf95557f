"""Columns of a typed table: the type says what they are, the table only what else holds of them."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.definitions.forms.columns import ColumnForm
from dbtool.definitions.sql_tokens import lex, listed, path_at

_BEHIND_A_TYPE = listed("not null default collate constraint check unique primary references generated")


def without_types(forms: Mapping[str, ColumnForm]) -> dict[str, ColumnForm]:
    """Give the columns with `not null` and a default taken out of the short spelling, which is one text."""
    return {name: _apart(form) for name, form in forms.items()}


def _apart(form: ColumnForm) -> ColumnForm:
    tokens = tuple(lex(form.type))
    start = next((n for n, token in enumerate(tokens) if n and token.word in _BEHIND_A_TYPE), None)
    if start is None:
        return form
    found: dict[str, object] = {"type": form.type[: tokens[start].start].rstrip()}
    rest = tokens[start:]
    if rest[0].word == "collate":
        # The type's too.
        rest = rest[path_at(rest, 1)[1] :]
    for first, after in ((0, 2), (len(rest) - 2, len(rest))):
        if [token.word for token in rest[first:after]] == ["not", "null"]:
            found["nullable"] = False
            rest = rest[:first] + rest[after:]
            break
    if rest and rest[0].word == "default" and len(rest) > 1:
        found["default"] = form.type[rest[1].start : rest[-1].end]
        rest = ()
    # Anything else is left to the server, which says what is wrong with it.
    return form.model_copy(update=found) if not rest else form
