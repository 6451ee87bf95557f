"""What a statement of upkeep would be as a declaration, which dbtool carries out on a schedule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dbtool.definitions.sql_tokens import Token, lex, listed, path_at
from dbtool.documents.editing import find_words

_NOT_A_NAME = listed("concurrently full freeze verbose analyze table index view materialized only")


class OldRows(NamedTuple):
    """Which rows a DELETE takes away: those of `table` whose `column` is older than `after`."""

    table: tuple[str, ...]
    column: str
    after: str


def declared_upkeep(sql: str) -> str | None:
    """Give the YAML for a REFRESH, VACUUM, ANALYZE, REINDEX TABLE or DELETE of old rows; None for others."""
    code = tuple(lex(sql))
    words = [token.word for token in code]
    if words[:3] == ["refresh", "materialized", "view"]:
        concurrently = ", concurrently: true" if "concurrently" in words[3:4] else ""
        name = _name_after(code, 3)
        return f"refresh: {{view: {name}, schedule: 1 day{concurrently}}}" if name else None
    if words[:1] == ["vacuum"] or words[:1] in (["analyze"], ["analyse"]):
        name = _name_after(code, 1)
        both = words[0] == "vacuum" and "analyze" in words
        kept = "vacuum: 1 day, analyze: 1 day" if both else f"{words[0].replace('analyse', 'analyze')}: 1 day"
        return f"maintenance: {{table: {name}, {kept}}}" if name else None
    if words[:2] == ["reindex", "table"]:
        name = _name_after(code, 2)
        return f"maintenance: {{table: {name}, reindex: 30 days}}" if name else None
    return _retention(code) if words[:2] == ["delete", "from"] else None


def old_rows(code: Sequence[Token]) -> OldRows | None:
    """Read DELETE FROM table WHERE column < now() - INTERVAL '90 days'; None for any other DELETE."""
    path, after = path_at(code, 2)
    where = find_words(code, "where", start=after)
    interval = find_words(code, "interval")
    if not path or where is None or interval is None or interval + 1 >= len(code):
        return None
    column = code[where + 1].name if where + 1 < len(code) else None
    sign = code[where + 2].text if where + 2 < len(code) else ""
    span = code[interval + 1].string
    # With a further condition only some of the old rows would go.
    alone = all(token.text == ")" for token in code[interval + 2 :])
    if column is None or span is None or sign not in {"<", "<="} or not alone:
        return None
    return OldRows(path, column, span)


def _retention(code: Sequence[Token]) -> str | None:
    found = old_rows(code)
    if found is None:
        return None
    table = ".".join(found.table)
    return f"retention: {{table: {table}, delete_after: {found.after}, by: {found.column}, schedule: 1 day}}"


def _name_after(code: Sequence[Token], start: int) -> str | None:
    place = start
    while place < len(code) and (code[place].word in _NOT_A_NAME or code[place].text in "(),"):
        place += 1
    path, _ = path_at(code, place)
    return ".".join(path) or None
