"""Columns: `name: "type not null default …"` or the long spelling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks
from dbtool.definitions.forms.base import Form, Renamable
from dbtool.definitions.forms.values import ObjectName, Options, PlainName, Sql, Text, said
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.column_default import ColumnDefault
from dbtool.model.fact import Expr

_KEYS_OF_THE_TABLE = "that stands beside `columns`, as a key of the table"


class IdentityOptions(Form):
    """Options of an identity column's sequence."""

    start: int | None = None
    increment: int | None = None
    minvalue: int | None = None
    maxvalue: int | None = None
    name: Annotated[PlainName | None, said("The sequence's, where it is not table_column_seq.")] = None
    comment: Annotated[Text | None, said("On the sequence.")] = None
    cache: int | None = None
    cycle: bool | None = None
    unlogged: Annotated[bool | None, said("Where the sequence is not logged as its table is.")] = None


class ColumnForm(Renamable):
    """A column. The short spelling is its definition as in CREATE TABLE: `uuid not null default f()`."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "string", "minLength": 1}
    EXPECTED: ClassVar[str] = "a type or a mapping"
    HINTS: ClassVar[Mapping[str, str]] = {
        "not_null": "write nullable: false",
        "null": "write nullable: true",
        "primary_key": f"{_KEYS_OF_THE_TABLE}: primary_key: [column]",
        "unique": f"{_KEYS_OF_THE_TABLE}: unique: {{name: [column]}}",
        "check": f"{_KEYS_OF_THE_TABLE}: checks: {{name: expression}}",
        "checks": f"{_KEYS_OF_THE_TABLE}: checks: {{name: expression}}",
        "references": f'{_KEYS_OF_THE_TABLE}: foreign_keys: ["column -> table(column)"]',
        "foreign_key": f'{_KEYS_OF_THE_TABLE}: foreign_keys: ["column -> table(column)"]',
    }

    type: Annotated[Sql, said("The data type.")]
    nullable: bool = True
    default: Annotated[Sql | None, said("An SQL expression.")] = None
    identity: Literal["always", "by default"] | None = None
    identity_options: IdentityOptions | None = None
    generated: Annotated[Sql | None, said("The expression of a generated column.")] = None
    virtual: Annotated[bool, said("Compute when read (PostgreSQL 18); otherwise stored.")] = False
    collation: ObjectName | None = None
    storage: Literal["plain", "external", "extended", "main", "default"] | None = None
    compression: Literal["pglz", "lz4", "default"] | None = None
    statistics: int | None = None
    options: Annotated[Options, said("Attribute options such as n_distinct.")] = {}
    fdw_options: Annotated[Options, said("Options of a foreign table's column.")] = {}
    comment: Text | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"type": value} if isinstance(value, str) else value


def add_columns(forms: Mapping[str, ColumnForm], table: tuple[str, str], at: At, out: Collector) -> None:
    """Take in the columns of a table, in their order."""
    for position, (name, form) in enumerate(forms.items(), 1):
        column = _column(form, table, name, position)
        out.add(column, at[name].key)
        add_remarks(form, column.key, at[name], out)
        if form.default is not None:
            out.add(
                ColumnDefault(schema=table[0], table=table[1], column=name, expression=Expr(form.default)),
                at[name]["default"].value,
            )


def _column(form: ColumnForm, table: tuple[str, str], name: str, position: int) -> Column:
    schema, table_name = table
    options = form.identity_options.model_dump(exclude_none=True) if form.identity_options else {}
    collation = form.collation
    return Column(
        schema=schema,
        table=table_name,
        name=name,
        position=position,
        type=Expr(form.type),
        collation=tuple(part for part in collation if part) if collation else None,
        nullable=form.nullable,
        identity_generation=form.identity,
        identity_options={
            key: value if isinstance(value, str) else str(value).lower() for key, value in options.items()
        },
        generated=Expr(form.generated) if form.generated else None,
        virtual=form.virtual,
        storage=form.storage,
        compression=form.compression,
        statistics=form.statistics,
        options=form.options,
        fdw_options=form.fdw_options,
        comment=form.comment,
    )
