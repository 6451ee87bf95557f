"""Tables with a column that a trigger keeps in other tables, and without that trigger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dbtool.definitions.clauses import clause
from dbtool.definitions.sql_tokens import lex, path_at
from dbtool.documents.create_table import schema_and_name
from dbtool.documents.document import Document
from dbtool.documents.editing import find_words
from dbtool.documents.finding import ImportFinding
from dbtool.execute.mending.cautions.caution import caution
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.scene import Scene
from dbtool.model.quoting import ident, qualified

Path = tuple[str, str]


def untouched_column(scene: Scene, _document: Document) -> Iterator[ImportFinding]:
    """Find columns such as updated_at that stay as they were at the INSERT."""
    kept = _kept_columns(scene)
    touched = {(function, table) for function, table, _ in _triggers(scene)}
    used = {function for function, _ in touched}
    for item in scene.live:
        table = item.create_table()
        if table is None or table.partition_by:
            continue
        path = table.within(item.schema)
        for function, column in kept.items():
            element = table.column(column)
            if element is None or function not in used or (function, path) in touched:
                continue
            name = ident(clause(path[1], "set", column).replace(" ", "_"))
            yield caution(
                item,
                "untouched-column",
                f"{function[1]}() keeps {column} in other tables; {path[1]} has the column and no trigger.",
                origin=item.place(element.tokens[0].start),
                mended=clause(
                    "CREATE TRIGGER", name, "BEFORE UPDATE ON", qualified(*path),
                    "FOR EACH ROW EXECUTE FUNCTION", qualified(*function) + "()",
                ),
            )  # fmt: skip


def _kept_columns(scene: Scene) -> Mapping[Path, str]:
    """Give the trigger functions that do nothing but set one column of NEW to the present time."""
    found = {}
    for item in scene.live:
        place = find_words(item.code, "function")
        if (
            item.words[:1] != ["create"]
            or place is None
            or find_words(item.code, "returns", "trigger") is None
        ):
            continue
        path, _ = path_at(item.code, place + 1)
        body = next((token.string for token in item.code if token.kind == "dollar_quote"), None)
        code = tuple(lex(body or ""))
        set_columns = {
            code[n + 2].name
            for n in range(len(code) - 3)
            if code[n].word == "new" and code[n + 1].text == "." and code[n + 3].text in {"=", ":=", ":"}
        }
        now = {"now", "current_timestamp", "clock_timestamp"} & {token.word for token in code}
        if path and len(set_columns) == 1 and now and find_words(code, "if") is None:
            found[schema_and_name(path, item.schema)] = set_columns.pop() or ""
    return found


def _triggers(scene: Scene) -> Iterator[tuple[Path, Path, Item]]:
    """Give the function, the table and the statement of each trigger."""
    for item in scene.live:
        trigger = find_words(item.code, "trigger")
        on, execute = find_words(item.code, "on"), find_words(item.code, "execute")
        if item.words[:1] != ["create"] or trigger is None or on is None or execute is None:
            continue
        table, _ = path_at(item.code, on + 1)
        function, _ = path_at(item.code, execute + 2)
        if table and function:
            yield schema_and_name(function, item.schema), schema_and_name(table, item.schema), item
