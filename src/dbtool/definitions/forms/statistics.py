"""Extended statistics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from dbtool.definitions.at import At
from dbtool.definitions.clauses import clause, element, in_parentheses
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.base import InSchema
from dbtool.definitions.forms.values import ObjectName, OneOrMore, PlainName, Sql, Text, said
from dbtool.kinds.relations.statistics_object import StatisticsObject
from dbtool.model.fact import Expr
from dbtool.model.quoting import qualified

Path = tuple[str, str]


class StatisticsForm(InSchema):
    """Statistics on columns and expressions of one table together."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    table: ObjectName
    of: Annotated[list[Sql], OneOrMore(), said("Columns, and expressions in parentheses.")]
    kinds: Annotated[
        list[Literal["ndistinct", "dependencies", "mcv"]], OneOrMore(), said("All unless said.")
    ] = []
    target: Annotated[int | None, said("How many values are looked at.")] = None
    owner: PlainName | None = None
    comment: Text | None = None


def add_statistics(form: StatisticsForm, name: Path, at: At, out: Collector) -> None:
    """Take in extended statistics."""
    table = at.within(form.table)
    out.refer(("table", "materialized_view"), table, at["table"].value)
    definition = clause(
        "CREATE STATISTICS",
        qualified(*name),
        form.kinds and in_parentheses(form.kinds),
        "ON",
        ", ".join(map(element, form.of)),
        "FROM",
        qualified(*table),
    )
    statistics = StatisticsObject(
        schema=name[0],
        name=name[1],
        on=table,
        definition=Expr(definition),
        target=form.target,
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(statistics, at.key)
    add_remarks(form, statistics.key, at, out)
