"""Partitions and copies of tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from dbtool.definitions.at import At
from dbtool.definitions.clauses import clause, in_parentheses, options
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.base import Form
from dbtool.definitions.forms.columns import ColumnForm
from dbtool.definitions.forms.values import ObjectName, OneOrMore, Sql, said
from dbtool.kinds.relations.table import Table
from dbtool.model.quoting import ident, literal, qualified

Part = Literal[
    "all", "comments", "compression", "constraints", "defaults", "generated", "identity", "indexes",
    "statistics", "storage",
]  # fmt: skip
Parts = Annotated[list[Part], OneOrMore()]


class LikeForm(Form):
    """A table to copy: its name for everything it has, or with what to take and leave."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "string", "minLength": 1}
    EXPECTED: ClassVar[str] = "a table or a mapping"

    table: ObjectName
    including: Parts = ["all"]
    excluding: Parts = []

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"table": value} if isinstance(value, str) else value


class PartitionOfForm(Form):
    """The parent of a partition and the partition's bound."""

    table: ObjectName
    values: Annotated[Sql, said("`from (…) to (…)`, `in (…)`, `with (…)` or default.")]


def bound_of(values: str) -> str:
    """Give a partition's bound as it stands in CREATE TABLE."""
    if values.lower() == "default":
        return "DEFAULT"
    return values if values.lower().startswith("for values") else "FOR VALUES " + values


def add_copy(form: LikeForm, table: Table, columns: Mapping[str, ColumnForm], at: At, out: Collector) -> bool:
    """Take in a copy of another table: a statement, since only the server knows what it has.

    Partitions of such a table are statements too. False if the table was declared before.
    """
    source = at.within(form.table)
    out.refer("table", source, at["like"]["table"].value)
    if not out.declare(table.key, at.key):
        return False
    copied = clause(
        "LIKE",
        qualified(*source),
        *(f"INCLUDING {part.upper()}" for part in form.including),
        *(f"EXCLUDING {part.upper()}" for part in form.excluding),
    )
    own = [_own_column(name, column) for name, column in columns.items()]
    out.copies.add(table.key.path)
    out.copy(_create(table, in_parentheses([copied, *own])), at["like"].key)
    for sql in _rest(table):
        out.copy(sql, at.key)
    return True


def partitions_of_copies(out: Collector) -> None:
    """Turn the facts of partitions whose parent is no fact into statements."""
    copies = set(out.copies)
    facts = [fact for fact in out.facts.values() if isinstance(fact, Table) and fact.partition_of]
    while found := [fact for fact in facts if fact.partition_of in copies and fact.key.path not in copies]:
        for fact in found:
            copies.add(fact.key.path)
            del out.facts[fact.key]
            origin = out.origins[fact.key]
            out.copy(_create(fact, ""), origin)
            for sql in _rest(fact):
                out.copy(sql, origin)


def _own_column(name: str, form: ColumnForm) -> str:
    return clause(
        ident(name),
        form.type,
        form.collation and "COLLATE " + qualified(*(part for part in form.collation if part)),
        form.default and "DEFAULT " + form.default,
        not form.nullable and "NOT NULL",
        form.generated and f"GENERATED ALWAYS AS ({form.generated}) STORED",
        form.identity and f"GENERATED {form.identity.upper()} AS IDENTITY",
    )


def _create(table: Table, elements: str) -> str:
    return clause(
        "CREATE",
        table.unlogged and "UNLOGGED",
        "TABLE",
        qualified(table.schema, table.name),
        table.partition_of and "PARTITION OF " + qualified(*table.partition_of),
        elements,
        table.inherits and "INHERITS " + in_parentheses(qualified(*other) for other in table.inherits),
        table.bound and str(table.bound),
        table.partition_by and "PARTITION BY " + table.partition_by,
        table.access_method and "USING " + ident(table.access_method),
        table.options and "WITH " + options(table.options),
        table.tablespace and "TABLESPACE " + ident(table.tablespace),
    )


def _rest(table: Table) -> list[str]:
    """Give the statements for what CREATE TABLE cannot say."""
    name = qualified(table.schema, table.name)
    said = [
        table.owner and clause("ALTER TABLE", name, "OWNER TO", ident(table.owner)),
        table.comment and clause("COMMENT ON TABLE", name, "IS", literal(table.comment)),
        table.replica_identity and clause("ALTER TABLE", name, _replica_identity(table.replica_identity)),
    ]
    return [sql for sql in said if sql]


def _replica_identity(text: str) -> str:
    word, _, index = text.partition(" ")
    return clause("REPLICA IDENTITY", "USING INDEX " + ident(index) if index else word.upper())
