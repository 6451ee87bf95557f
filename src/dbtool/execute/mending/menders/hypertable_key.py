"""A key of a hypertable without a column that chunks are made by: the column joins the key."""

from __future__ import annotations

from collections.abc import Sequence

from dbtool.definitions.sql_tokens import path_at
from dbtool.documents.create_table import schema_and_name
from dbtool.documents.editing import closing, edited, find_words, insert
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.keys import comma_list, keys_with
from dbtool.execute.mending.mend import Failure, Mend, Mender
from dbtool.execute.mending.scene import Scene
from dbtool.kinds.timescale.hypertable import Hypertable

_MESSAGE = "Every key of a hypertable must hold the columns that chunks are made by."


def _mend(failure: Failure, scene: Scene) -> Mend | None:
    own = _own_table(failure.item)
    hypertable = scene.hypertables().get(own) if own else _declared(failure.item)
    if hypertable is None:
        return None
    columns = (hypertable.by, *hypertable.hash, *hypertable.ranges)
    if own:
        text = _extended(failure.item, columns)
        return _mended(columns, sql=text) if text else None
    others = [
        (item, text)
        for item in scene.live
        if item.create_table() is None and _own_table(item) == (hypertable.schema, hypertable.table)
        if (text := _extended(item, columns))
    ]
    table = scene.table((hypertable.schema, hypertable.table))
    text = keys_with(table, columns) if table else None
    if table and text:
        others.insert(0, (table, text))
    return _mended(columns, others=tuple(others)) if others else None


def _mended(
    columns: Sequence[str],
    *,
    sql: str | None = None,
    others: tuple[tuple[Item, str], ...] = (),
) -> Mend:
    added = ", ".join(columns)
    return Mend(
        code="hypertable-key",
        message=_MESSAGE,
        sql=sql,
        others=others,
        hint=f"with {added} in the key the old columns alone are no longer unique, and no foreign key can "
        "refer to them",
    )


def _declared(item: Item) -> Hypertable | None:
    facts = item.recognised.facts if item.recognised else ()
    return next((fact for fact in facts if isinstance(fact, Hypertable)), None)


def _own_table(item: Item) -> tuple[str, str] | None:
    """Give the table whose key this CREATE UNIQUE INDEX or ALTER TABLE … ADD makes."""
    words = item.words
    if words[:3] == ["create", "unique", "index"]:
        on = find_words(item.code, "on")
        path, _ = path_at(item.code, on + 1) if on is not None else ((), 0)
    elif words[:2] == ["alter", "table"] and find_words(item.code, "add") is not None:
        start = 3 if words[2] == "only" else 2
        path, _ = path_at(item.code, start)
    else:
        return None
    return schema_and_name(path, item.schema) if path else None


def _extended(item: Item, columns: Sequence[str]) -> str | None:
    """Give an index or ALTER TABLE with the columns in its list."""
    code = item.code
    start = next((n for n, token in enumerate(code) if token.text == "("), None)
    if start is None or (item.words[0] == "alter" and not {"unique", "primary"} & set(item.words)):
        return None
    end = closing(code, start)
    present = {token.name for token in code[start:end]}
    missing = [column for column in columns if column not in present]
    return edited(item.sql, [insert(code[end].start, comma_list(missing))]) if missing else None


MENDER = Mender(states=frozenset({"TS103"}), mend=_mend)
