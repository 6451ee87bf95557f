"""INSERT and DELETE of a document as declarations: reference rows, and how long rows are kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from dbtool.definitions.sql_calls import constant
from dbtool.definitions.sql_tokens import Token, parts, path_at
from dbtool.documents.create_table import schema_and_name
from dbtool.documents.editing import closing, find_words
from dbtool.documents.upkeep import old_rows
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.scene import Scene
from dbtool.kinds.upkeep.row_retention import RowRetention
from dbtool.kinds.upkeep.rows import Rows
from dbtool.model.quoting import qualified

_KEYS = """
SELECT ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute AS a
             WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
             ORDER BY pg_catalog.array_position(i.indkey::smallint[], a.attnum))
FROM pg_catalog.pg_index AS i
WHERE i.indrelid = pg_catalog.to_regclass(%s) AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL
ORDER BY i.indisprimary DESC, i.indexrelid
"""


class DeclaredRows(NamedTuple):
    """Rows as a fact, and as YAML to show."""

    fact: Rows
    yaml: str


def declared_rows(item: Item, scene: Scene) -> DeclaredRows | None:
    """Give the rows of INSERT INTO table (columns) VALUES …; None unless all are constants with a key."""
    code = item.code
    path, place = path_at(code, 2)
    if item.words[:2] != ["insert", "into"] or not path or place >= len(code) or code[place].text != "(":
        return None
    end = closing(code, place)
    columns = tuple(part[0].name or "" for part in parts(tuple(code[place + 1 : end])))
    values = find_words(code, "values", start=end)
    rows = _rows(code[values + 1 :]) if values == end + 1 else None
    if rows is None or any(len(row) != len(columns) for row in rows):
        return None
    schema, table = schema_and_name(path, item.schema)
    key = _key(scene, schema, table, columns)
    if key is None or (schema, table) in scene.hypertables():
        return None
    order = [*key, *(name for name in columns if name not in key)]
    sorted_rows = tuple(tuple(row[columns.index(name)] for name in order) for row in rows)
    fact = Rows(schema=schema, table=table, key_columns=key, columns=tuple(order), rows=sorted_rows)
    return DeclaredRows(fact, _yaml(fact))


def retention_of(item: Item) -> RowRetention | None:
    """Give how long rows are kept by DELETE FROM table WHERE column < now() - INTERVAL '…'."""
    found = old_rows(item.code)
    if found is None:
        return None
    schema, table = schema_and_name(found.table, item.schema)
    return RowRetention(schema=schema, table=table, column=found.column, delete_after=found.after)


def _rows(code: Sequence[Token]) -> list[tuple[str | None, ...]] | None:
    rows = []
    for part in parts(tuple(code)):
        if part[0].text != "(" or closing(part, 0) != len(part) - 1:
            return None
        constants = [constant(value) for value in parts(part[1:-1])]
        if None in constants:
            return None
        rows.append(tuple(found.text for found in constants if found is not None))
    return rows


def _key(scene: Scene, schema: str, table: str, columns: Sequence[str]) -> tuple[str, ...] | None:
    """Give the columns of the first key of the table that all rows have values for."""
    rows = scene.bench.connection.execute(_KEYS, (qualified(schema, table),)).fetchall()
    return next((tuple(key) for (key,) in rows if set(key) <= set(columns)), None)


def _yaml(fact: Rows) -> str:
    lines = ["rows:", f"  table: {fact.table}", f"  key: [{', '.join(fact.key_columns)}]", "  rows:"]
    for row in fact.rows:
        pairs = (f"{name}: {json.dumps(value)}" for name, value in zip(fact.columns, row, strict=True))
        lines.append(f"    - {{{', '.join(pairs)}}}")
    return "\n".join(lines)
