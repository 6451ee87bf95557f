"""Keys of a CREATE TABLE, extended by columns that they must hold."""

from __future__ import annotations

from collections.abc import Sequence

from dbtool.definitions.clauses import clause, names
from dbtool.definitions.sql_tokens import Token
from dbtool.documents.create_table import CreateTable, Key
from dbtool.documents.editing import Edit, cut, edited, find_words, insert
from dbtool.execute.mending.item import Item
from dbtool.model.quoting import ident


def keys_with(item: Item, columns: Sequence[str]) -> str | None:
    """Give the statement with the columns in each of its keys, None where all hold them already.

    A key that stands at a column becomes an element of its own, behind the others.
    """
    table = item.create_table()
    if table is None:
        return None
    edits: list[Edit] = []
    moved: list[str] = []
    for key in table.key_constraints():
        missing = [column for column in columns if column not in key.columns]
        if not missing:
            continue
        if key.closes is not None:
            edits.append(insert(key.closes.start, comma_list(missing)))
        else:
            edits.append(cut(item.sql, key.tokens))
            moved.append(_element(key, (*key.columns, *missing)))
    if moved:
        edits.append(insert(table.elements[-1].tokens[-1].end, appended(item.sql, table, moved)))
    return edited(item.sql, edits) if edits else None


def comma_list(columns: Sequence[str]) -> str:
    """Give columns as the continuation of a list."""
    return "".join(f", {ident(column)}" for column in columns)


def appended(sql: str, table: CreateTable, elements: Sequence[str]) -> str:
    """Give elements as the continuation of the table's list, indented as its others are."""
    last = table.elements[-1].tokens[0].start
    line = sql.rfind("\n", 0, last) + 1
    indent = sql[line:last]
    between = ",\n" + indent if "\n" in sql and not indent.strip() else ", "
    return "".join(between + element for element in elements)


def _element(key: Key, columns: Sequence[str]) -> str:
    return clause(_named(key.tokens), key.sort.upper(), names(columns))


def _named(tokens: Sequence[Token]) -> str:
    place = find_words(tokens, "constraint")
    return clause("CONSTRAINT", tokens[place + 1].text) if place is not None else ""
