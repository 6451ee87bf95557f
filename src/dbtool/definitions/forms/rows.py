"""Reference rows of tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Tag

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import ToRelation, add_remarks
from dbtool.definitions.forms.base import Waivable
from dbtool.definitions.forms.values import TAG, Names, PlainName, said, shown, wrong
from dbtool.definitions.printed import key_parts
from dbtool.definitions.yaml_doc import Real, Whole
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.constraint import Constraint
from dbtool.kinds.upkeep.rows import Rows
from dbtool.model.key import Key

Path = tuple[str, str]


def _mapping_or_list(row: Any) -> str:
    return TAG + ("list" if isinstance(row, list) else "mapping")


Row = Annotated[
    Annotated[dict[PlainName, Any], Tag(TAG + "mapping")] | Annotated[list[Any], Tag(TAG + "list")],
    Discriminator(_mapping_or_list),
]


class RowsForm(Waivable):
    """Reference rows: mappings from column to value, or lists of values in the order of `columns`."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "array"}
    EXPECTED: ClassVar[str] = "a list of rows or a mapping"

    key: Annotated[Names | None, said("The columns that tell rows apart; the primary key unless said.")] = (
        None
    )
    columns: Annotated[Names, said("The columns of rows that are lists.")] = []
    rows: list[Row]
    delete: Annotated[bool, said("Delete rows that are not declared here.")] = False

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"rows": value} if isinstance(value, list) else value

    def model_post_init(self, context: Any) -> None:
        super().model_post_init(context)
        listed = [row for row in self.rows if isinstance(row, list)]
        if listed and not self.columns:
            raise wrong("rows that are lists need the key columns", "write columns: [first, second]")
        for number, row in enumerate(self.rows, 1):
            if isinstance(row, list) and len(row) != len(self.columns):
                raise wrong(f"row {number} has {len(row)} of {len(self.columns)} values")


class RowsOf(RowsForm, ToRelation):
    """Reference rows of a table that is declared elsewhere."""

    TO: ClassVar[tuple[str, ...]] = ("table",)
    SHORT: ClassVar[Mapping[str, Any] | None] = None
    EXPECTED: ClassVar[str] = "a mapping with the key table"

    @classmethod
    def expand(cls, value: Any) -> Any:
        return value


def add_rows(form: RowsForm, table: Path, at: At, out: Collector) -> None:
    """Take in reference rows, once the table's columns and keys are known."""
    out.last.append(lambda out: _add(form, table, at, out))


def add_rows_to(form: RowsOf, at: At, out: Collector) -> None:
    """Take in reference rows of a table declared elsewhere."""
    add_rows(form, form.target(at, out), at, out)


def _add(form: RowsForm, table: Path, at: At, out: Collector) -> None:
    key = tuple(form.key) if form.key is not None else _primary_key(table, out)
    if not key:
        out.error(
            f"what tells the rows of {'.'.join(table)} apart is not said",
            "write key: [columns] of a unique constraint",
            at.key,
        )
        return
    mappings = [
        dict(zip(form.columns, row, strict=True)) if isinstance(row, list) else row for row in form.rows
    ]
    columns = tuple(dict.fromkeys([*key, *(name for row in mappings for name in row)]))
    for number, row in enumerate(mappings):
        for name in columns:
            if name not in row:
                out.error(
                    f'the row has no column "{name}", which others have', None, at["rows"][number].value
                )
                return
    rows = [tuple(_value(row[name], name, table, out) for name in columns) for row in mappings]
    _refuse_twins(rows, len(key), at, out)
    fact = Rows(
        schema=table[0],
        table=table[1],
        key_columns=key,
        columns=columns,
        rows=tuple(rows),
        delete=form.delete,
    )
    out.add(fact, at.key)
    add_remarks(form, fact.key, at, out)


def _refuse_twins(rows: Sequence[Sequence[str | None]], width: int, at: At, out: Collector) -> None:
    first: dict[Sequence[str | None], int] = {}
    for number, row in enumerate(rows):
        place = at["rows"][number].value
        if row[:width] in first:
            out.error(f"the row has the key of row {first[row[:width]] + 1}", "keep one of the two", place)
        elif None in row[:width]:
            out.error("the row has no value for its key", "a key tells rows apart only by values", place)
        first.setdefault(row[:width], number)


def _primary_key(table: Path, out: Collector) -> tuple[str, ...]:
    for fact in out.facts.values():
        if isinstance(fact, Constraint) and (fact.schema, fact.table) == table and fact.type == "primary key":
            return key_parts(fact.definition).columns
    return ()


def _value(value: Any, column: str, table: Path, out: Collector) -> str | None:
    """Give a value as the server reads it: a list is an array where the column is one, else JSON."""
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case Whole() | Real():
            return value.text
        case list():
            fact = out.facts.get(Key("column", (*table, column)))
            if isinstance(fact, Column) and fact.type.rstrip().endswith("]"):
                return _array(value)
            return json.dumps(_plain(value), ensure_ascii=False)
        case dict():
            return json.dumps(_plain(value), ensure_ascii=False)
    raise AssertionError(f"a YAML value of another sort: {shown(value)}")


def _array(items: Sequence[Any]) -> str:
    return "{" + ",".join(_item(item) for item in items) + "}"


def _item(item: Any) -> str:
    if item is None:
        return "NULL"
    if isinstance(item, list):
        return _array(item)
    text = item.text if isinstance(item, Whole | Real) else str(_plain(item))
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {name: _plain(item) for name, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case Whole():
            return int(value)
        case Real():
            return float(value)
    return value
