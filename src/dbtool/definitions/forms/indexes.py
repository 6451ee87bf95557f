"""Indexes: `name: [columns]` or the long spelling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from dbtool.definitions.at import At
from dbtool.definitions.clauses import clause, element, in_parentheses, names, options
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import ToRelation, add_remarks
from dbtool.definitions.forms.base import NamedBody
from dbtool.definitions.forms.constraints import LIST_OF_NAMES
from dbtool.definitions.forms.values import Names, OneOrMore, Options, PlainName, Sql, Text, said
from dbtool.kinds.relations.index import Index
from dbtool.model.fact import Expr
from dbtool.model.quoting import ident

Elements = Annotated[list[Sql], OneOrMore()]


class IndexForm(NamedBody):
    """An index: `[columns]` or the long spelling."""

    SHORT: ClassVar[Mapping[str, Any] | None] = LIST_OF_NAMES
    EXPECTED: ClassVar[str] = "a list of columns or a mapping"
    HINTS: ClassVar[Mapping[str, str]] = {"columns": 'the columns stand under "on"'}

    on: Annotated[
        Elements, said("Columns and expressions: `symbol`, `time desc nulls last`, `lower(email)`.")
    ]
    unique: bool = False
    using: Annotated[PlainName, said("The access method.")] = "btree"
    include: Names = []
    where: Annotated[Sql | None, said("The predicate of a partial index.")] = None
    nulls_not_distinct: bool = False
    options: Annotated[Options, said("Storage parameters, such as fillfactor.")] = {}
    tablespace: PlainName | None = None
    statistics: Annotated[dict[PlainName, int], said("Statistics target by number of the column.")] = {}
    only: Annotated[bool, said("On the partitioned table alone: its parts are attached one by one.")] = False
    part_of: Annotated[PlainName | None, said("The index, made with `only`, that this is a part of.")] = None
    clustered: Annotated[bool, said("CLUSTER uses this index.")] = False
    comment: Text | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"on": value} if isinstance(value, str | list) else value


class IndexesForm(ToRelation):
    """Indexes of a table or materialized view that is declared elsewhere."""

    REST: ClassVar[str | None] = "indexes"

    indexes: dict[PlainName, IndexForm]


def add_indexes(forms: Mapping[str, IndexForm], table: tuple[str, str], at: At, out: Collector) -> None:
    """Take in the indexes of one table; an index is in its table's schema."""
    for name, form in forms.items():
        index = Index(
            schema=table[0],
            name=name,
            table=table[1],
            unique=form.unique,
            definition=Expr(_definition(form)),
            tablespace=form.tablespace,
            statistics=form.statistics,
            clustered=form.clustered,
            valid=not form.only,
            part_of=(table[0], form.part_of) if form.part_of else None,
            comment=form.comment,
        )
        out.add(index, at[name].key)
        add_remarks(form, index.key, at[name], out)


def add_indexes_to(form: IndexesForm, at: At, out: Collector) -> None:
    """Take in indexes of a table that is declared elsewhere."""
    add_indexes(form.indexes, form.target(at, out), at, out)


def _definition(form: IndexForm) -> str:
    return clause(
        "USING",
        ident(form.using),
        in_parentheses(element(text) for text in form.on),
        form.include and "INCLUDE " + names(form.include),
        form.nulls_not_distinct and "NULLS NOT DISTINCT",
        form.options and "WITH " + options(form.options),
        form.where and "WHERE " + in_parentheses([form.where]),
    )
