"""current_setting(…) cast to another type: the empty string, which a reset leaves behind, cannot be cast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.definitions.sql_tokens import Token, lex, truth
from dbtool.documents.document import Document
from dbtool.documents.editing import Edit, closing, edited
from dbtool.documents.finding import ImportFinding
from dbtool.execute.mending.cautions.caution import caution
from dbtool.execute.mending.scene import Scene

_TEXTS = frozenset({"text", "varchar", "name"})


def setting_cast(scene: Scene, _document: Document) -> Iterator[ImportFinding]:
    """Find settings whose unset or empty value raises an error where NULL is meant."""
    for item in scene.live:
        edits = list(_edits(item.code, item.sql))
        for token in item.code if item.words[:1] == ["create"] else ():
            if token.kind == "dollar_quote" and token.string is not None:
                shift = token.start + token.text.index("$", 1) + 1
                inside = _edits(tuple(lex(token.string)), token.string)
                edits += [Edit(edit.start + shift, edit.end + shift, edit.text) for edit in inside]
        if not edits:
            continue
        raising = [edit for edit in edits if "true" not in item.sql[edit.start : edit.end].lower()]
        yield caution(
            item,
            "setting-raises" if raising else "setting-empty",
            "Where the setting was never set it raises an error, and after a transaction that set it locally "
            "it is '', which cannot be cast."
            if raising
            else "After a transaction that set it locally the setting is '', not NULL, and cannot be cast.",
            origin=item.place(edits[0].start),
            mended=edited(item.sql, edits),
            replaces=True,
        )


def _edits(code: Sequence[Token], sql: str) -> Iterator[Edit]:
    """Give, for each `current_setting('x')::type`, the text in which an unset setting is NULL."""
    for place, token in enumerate(code[:-1]):
        if token.word != "current_setting" or code[place + 1].text != "(":
            continue
        end = closing(code, place + 1)
        cast = end + 2 < len(code) and code[end + 1].kind == "casting_operator"
        wrapped = place > 1 and code[place - 1].text == "(" and code[place - 2].word == "nullif"
        if not cast or code[end + 2].word in _TEXTS or wrapped:
            continue
        arguments = sql[code[place + 2].start : code[end - 1].end]
        if truth(code[end - 1].text) is not True:
            arguments += ", true"
        start = code[place - 2].start if place > 1 and code[place - 1].text == "." else token.start
        yield Edit(start, code[end].end, "".join(("NULLIF(current_setting(", arguments, "), '')")))
