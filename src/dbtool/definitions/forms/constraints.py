"""Constraints: primary keys, unique and exclusion; checks and foreign keys have files of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Discriminator, Tag

from dbtool.definitions.at import At
from dbtool.definitions.clauses import clause, element, in_parentheses, names, options
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks
from dbtool.definitions.forms.base import Renamable
from dbtool.definitions.forms.values import (
    TAG,
    Names,
    Options,
    PlainName,
    Sql,
    Text,
    one_or_more,
    said,
    wrong,
)
from dbtool.kinds.relations.constraint import Constraint
from dbtool.model.fact import Expr
from dbtool.model.quoting import ident

LIST_OF_NAMES: dict[str, Any] = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]
}


OVERLAPS = "The last column is a range of which no two may overlap. From PostgreSQL 18 on."


def named_or_not(value: Any) -> str:
    """Tell the two spellings of a set apart: a mapping by name, or a list for PostgreSQL to name."""
    return TAG + ("unnamed" if isinstance(value, list) else "named")


class Timing(Renamable):
    """When a constraint is looked at."""

    deferrable: bool = False
    initially_deferred: Annotated[bool, said("Implies deferrable.")] = False
    comment: Text | None = None


class Indexed(Timing):
    """What the index under a constraint has."""

    options: Annotated[Options, said("Storage parameters of the index, such as fillfactor.")] = {}
    tablespace: Annotated[PlainName | None, said("Of the index.")] = None
    clustered: Annotated[bool, said("CLUSTER uses the index.")] = False
    index_comment: Text | None = None


class KeyForm(Indexed):
    """A primary key: `[columns]` or the long spelling."""

    SHORT: ClassVar[Mapping[str, Any] | None] = LIST_OF_NAMES
    EXPECTED: ClassVar[str] = "a list of columns or a mapping"

    columns: Names
    name: PlainName | None = None
    include: Names = []
    without_overlaps: Annotated[bool, said(OVERLAPS)] = False

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"columns": one_or_more(value)} if isinstance(value, str | list) else value


class UniqueForm(Indexed):
    """A unique constraint: `[columns]` or the long spelling."""

    SHORT: ClassVar[Mapping[str, Any] | None] = LIST_OF_NAMES
    EXPECTED: ClassVar[str] = "a list of columns or a mapping"

    columns: Names
    nulls_not_distinct: bool = False
    include: Names = []
    without_overlaps: Annotated[bool, said(OVERLAPS)] = False

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"columns": one_or_more(value)} if isinstance(value, str | list) else value


class ExcludeForm(Indexed):
    """An exclusion constraint: `{using: gist, elements: ["room with =", "during with &&"]}`."""

    using: PlainName = "gist"
    elements: Annotated[list[Sql], said("Each `column with operator` or `(expression) with operator`.")]
    include: Names = []
    where: Sql | None = None


def _no_bare_columns(value: Any) -> Any:
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        text = ", ".join(value)
        raise wrong(
            "a list of unique constraints holds lists of columns",
            f"write [[{text}]] for one constraint, or a mapping of names to columns",
        )
    return value


Uniques = Annotated[
    Annotated[dict[PlainName, UniqueForm], Tag(TAG + "named")]
    | Annotated[list[UniqueForm], Tag(TAG + "unnamed")],
    Discriminator(named_or_not),
    BeforeValidator(_no_bare_columns),
]
Table = tuple[str, str]


def timed(form: Timing) -> dict[str, Any]:
    """Give the fields of a constraint that say when it is looked at."""
    return {
        "deferrable": form.deferrable or form.initially_deferred,
        "deferred": form.initially_deferred,
        "comment": form.comment,
    }


def indexed(form: Indexed) -> dict[str, Any]:
    """Give the fields of a constraint that has an index, without the index's options."""
    return {
        "tablespace": form.tablespace,
        "clustered": form.clustered,
        "index_comment": form.index_comment,
        **timed(form),
    }


def _columns(form: KeyForm | UniqueForm) -> str:
    found = [ident(column) for column in form.columns]
    if found and form.without_overlaps:
        found[-1] = clause(found[-1], "WITHOUT OVERLAPS")
    return in_parentheses(found)


def add_primary_key(form: KeyForm, table: Table, at: At, out: Collector) -> None:
    """Take in a primary key."""
    definition = clause("PRIMARY KEY", _columns(form), form.include and "INCLUDE " + names(form.include))

    def make(name: str) -> Constraint:
        return constraint_of(table, name, "primary key", definition, options=form.options, **indexed(form))

    add_named_or_not(form, form.name, (), "pkey", make, table, at, out)


def add_uniques(
    forms: Mapping[str, UniqueForm] | list[UniqueForm], table: Table, at: At, out: Collector
) -> None:
    """Take in unique constraints."""
    for step, name, form in each(forms):
        definition = clause(
            "UNIQUE",
            form.nulls_not_distinct and "NULLS NOT DISTINCT",
            _columns(form),
            form.include and "INCLUDE " + names(form.include),
        )

        def make(name: str, form: UniqueForm = form, definition: str = definition) -> Constraint:
            return constraint_of(table, name, "unique", definition, options=form.options, **indexed(form))

        add_named_or_not(form, name, form.columns + form.include, "key", make, table, at[step], out)


def add_exclusions(forms: Mapping[str, ExcludeForm], table: Table, at: At, out: Collector) -> None:
    """Take in exclusion constraints."""
    for name, form in forms.items():
        definition = clause(
            "EXCLUDE USING",
            ident(form.using),
            in_parentheses(element(text) for text in form.elements),
            form.include and "INCLUDE " + names(form.include),
            form.options and "WITH " + options(form.options),
            form.where and "WHERE " + in_parentheses([form.where]),
        )
        exclusion = constraint_of(table, name, "exclusion", definition, **indexed(form))
        out.add(exclusion, at[name].key)
        add_remarks(form, exclusion.key, at[name], out)


def each(forms: Mapping[str, Any] | list[Any]) -> list[tuple[str | int, str | None, Any]]:
    """Give the step in the document, the name if there is one, and the form of each."""
    if isinstance(forms, list):
        return [(number, None, form) for number, form in enumerate(forms)]
    return [(name, name, form) for name, form in forms.items()]


def add_named_or_not(
    form: Timing,
    name: str | None,
    columns: list[str] | tuple[str, ...],
    label: str,
    make: Callable[[str], Constraint],
    table: Table,
    at: At,
    out: Collector,
) -> None:
    """Take in a constraint, under PostgreSQL's own name if it has none."""
    if name is None:
        out.unnamed(table, columns, label, make, at.key, lambda key: add_remarks(form, key, at, out))
    else:
        constraint = make(name)
        out.add(constraint, at.key)
        add_remarks(form, constraint.key, at, out)


def constraint_of(table: Table, name: str, form: str, definition: str, **fields: Any) -> Constraint:
    return Constraint(
        schema=table[0], table=table[1], name=name, type=form, definition=Expr(definition), **fields
    )
