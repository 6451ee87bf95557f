"""An object that is made twice: the first one counts, and the second is named where it differs."""

from __future__ import annotations

import psycopg
from psycopg import sql

from dbtool.definitions.sql_tokens import path_at
from dbtool.documents.create_table import schema_and_name
from dbtool.documents.editing import edited, find_words, replace_tokens
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.made import name_tokens
from dbtool.execute.mending.mend import Failure, Mend, Mender
from dbtool.execute.mending.scene import Scene

_TWIN = "dbtool_twin"
_SAME = """
SELECT a.indrelid = b.indrelid AND a.indkey = b.indkey AND a.indclass = b.indclass
       AND a.indoption = b.indoption AND a.indisunique = b.indisunique
       AND pg_catalog.pg_get_expr(a.indpred, a.indrelid) IS NOT DISTINCT FROM
           pg_catalog.pg_get_expr(b.indpred, b.indrelid)
       AND pg_catalog.pg_get_expr(a.indexprs, a.indrelid) IS NOT DISTINCT FROM
           pg_catalog.pg_get_expr(b.indexprs, b.indrelid)
FROM pg_catalog.pg_index AS a, pg_catalog.pg_index AS b
WHERE a.indexrelid = pg_catalog.to_regclass(%s) AND b.indexrelid = pg_catalog.to_regclass(%s)
"""


def _mend(failure: Failure, scene: Scene) -> Mend | None:
    item = failure.item
    first = _first(item, scene)
    at = f" at line {first.origin.line}" if first and first.origin.line != item.origin.line else ""
    same = _same_index(item, scene) if "index" in item.words[1:3] else _same_text(item, first)
    if same:
        return Mend(
            code="made-twice",
            message=f"The same statement stands{at or ' before'} already; this one is left out.",
            severity="info",
            left_out=True,
            silent=item.statement.form == "list",
        )
    return Mend(
        code="made-differently",
        message=f"An object of this name is made{at or ' before'} in another way; this one is left out.",
        severity="warning",
        left_out=True,
        hint="decide which of the two is meant, or give this one another name",
    )


def _first(item: Item, scene: Scene) -> Item | None:
    name = name_tokens(item)
    if not name:
        return next((other for other in scene.live if other.done and other.sql == item.sql), None)
    wanted = [token.name for token in name]
    for other in scene.live:
        if other.done and [token.name for token in name_tokens(other)] == wanted:
            return other
    return None


def _same_text(item: Item, first: Item | None) -> bool:
    return first is not None and [t.text.lower() for t in first.code] == [t.text.lower() for t in item.code]


def _same_index(item: Item, scene: Scene) -> bool:
    """Say whether the index that is there is this one: it is made beside it, compared, rolled back."""
    name = name_tokens(item)
    on = find_words(item.code, "on")
    if not name or on is None:
        return False
    table, _ = path_at(item.code, on + 1)
    schema, _ = schema_and_name(table, item.schema)
    twin = edited(item.sql, [replace_tokens(name, _TWIN)])
    connection = scene.bench.connection
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(twin, prepare=False)
            path = sql.Identifier(schema, name[-1].name or "").as_string()
            row = connection.execute(_SAME, (path, sql.Identifier(schema, _TWIN).as_string())).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


MENDER = Mender(states=frozenset({"42P07", "42710", "42723", "42701"}), mend=_mend)
