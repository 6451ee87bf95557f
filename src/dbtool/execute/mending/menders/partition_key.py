"""A key of a partitioned table without a column of the partition key: the column joins the key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.definitions.clauses import clause, names
from dbtool.definitions.sql_tokens import path_at
from dbtool.documents.create_table import CreateTable, Element, schema_and_name
from dbtool.documents.editing import Edit, edited, insert
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.keys import appended, keys_with
from dbtool.execute.mending.mend import Failure, Mend, Mender
from dbtool.execute.mending.scene import Scene
from dbtool.model.quoting import ident, qualified

_MESSAGE = "Every key of a partitioned table must hold the columns that it is partitioned by."
_COPIED = frozenset({"all", "indexes"})
_INDEXES = """
SELECT i.indisprimary, i.indisunique, c.relname, pg_catalog.pg_get_indexdef(i.indexrelid),
       ARRAY(SELECT a.attname FROM pg_catalog.pg_attribute AS a
             WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
             ORDER BY pg_catalog.array_position(i.indkey::smallint[], a.attnum))
FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
WHERE i.indrelid = pg_catalog.to_regclass(%s) ORDER BY c.relname
"""


def _mend(failure: Failure, scene: Scene) -> Mend | None:
    if "partition" not in failure.message:
        return None
    item = failure.item
    table = item.create_table()
    if table is None or not table.partition_by:
        return None
    copied = next(_copies(table), None)
    if copied is not None:
        return _without_copies(item, table, copied, scene)
    text = keys_with(item, table.partition_by)
    return Mend(code="partitioned-key", message=_MESSAGE, sql=text, hint=_hint(table)) if text else None


def _copies(table: CreateTable) -> Iterator[Element]:
    for element in table.elements:
        words = [token.word for token in element.tokens]
        if words[0] == "like" and _COPIED & set(words):
            yield element


def _without_copies(item: Item, table: CreateTable, like: Element, scene: Scene) -> Mend | None:
    """Leave the copied indexes out of LIKE, and declare them with the partition key in them."""
    path, _ = path_at(like.tokens, 1)
    source = qualified(*schema_and_name(path, item.schema))
    rows = scene.bench.connection.execute(_INDEXES, (source,)).fetchall()
    keys = [clause("PRIMARY KEY", names(_with(columns, table))) for primary, *_, columns in rows if primary]
    edits: list[Edit] = [insert(like.tokens[-1].end, " EXCLUDING INDEXES")]
    if keys:
        edits.append(insert(table.elements[-1].tokens[-1].end, appended(item.sql, table, keys)))
    indexes = tuple(
        _index(definition, columns, unique, item, table)
        for primary, unique, _, definition, columns in rows
        if not primary
    )
    return Mend(
        code="partitioned-key",
        message="LIKE copies the table's keys too, and " + _MESSAGE[0].lower() + _MESSAGE[1:],
        sql=edited(item.sql, edits),
        after=indexes,
        position=like.tokens[0].start,
        hint=_hint(table),
    )


def _index(definition: str, columns: Sequence[str], unique: bool, item: Item, table: CreateTable) -> str:
    """Give the copied index on the new table, named by the server as LIKE would have it."""
    using = definition[definition.index(" USING ") + 1 :]
    whole = set(table.partition_by) <= set(columns)
    target = qualified(*schema_and_name(table.path, item.schema))
    return clause("CREATE", unique and whole and "UNIQUE", "INDEX ON", target, using)


def _with(columns: Sequence[str], table: CreateTable) -> list[str]:
    return [*columns, *(column for column in table.partition_by if column not in columns)]


def _hint(table: CreateTable) -> str:
    added = ", ".join(ident(column) for column in table.partition_by)
    return f"with {added} in the key the old columns alone are no longer unique"


MENDER = Mender(states=frozenset({"0A000"}), mend=_mend)
