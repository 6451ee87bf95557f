"""Checks of tables: `{price_positive: price > 0}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Tag

from dbtool.definitions.at import At
from dbtool.definitions.clauses import clause, in_parentheses, relation
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks
from dbtool.definitions.forms.base import Renamable
from dbtool.definitions.forms.constraints import Table, constraint_of, each, named_or_not
from dbtool.definitions.forms.values import TAG, PlainName, Sql, Text, said


class CheckForm(Renamable):
    """A check: its expression or the long spelling."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": ["string", "boolean"]}
    EXPECTED: ClassVar[str] = "an expression or a mapping"

    expression: Sql
    not_valid: Annotated[bool, said("Do not look at the rows that are there.")] = False
    no_inherit: bool = False
    enforced: Annotated[bool, said("false: known to the planner only, from PostgreSQL 18 on.")] = True
    comment: Text | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"expression": value} if isinstance(value, str | bool) else value


Checks = Annotated[
    Annotated[dict[PlainName, CheckForm], Tag(TAG + "named")]
    | Annotated[list[CheckForm], Tag(TAG + "unnamed")],
    Discriminator(named_or_not),
]


def add_checks(
    forms: Mapping[str, CheckForm] | list[CheckForm], table: Table, at: At, out: Collector
) -> None:
    """Take in checks; the server names those without a name, which depends on the columns they mention."""
    for step, name, form in each(forms):
        definition = clause("CHECK", in_parentheses([form.expression]), form.no_inherit and "NO INHERIT")
        if name is None:
            sql = clause(
                "ALTER TABLE",
                relation(table),
                "ADD",
                definition,
                form.not_valid and "NOT VALID",
                not form.enforced and "NOT ENFORCED",
            )
            out.statement(sql, at[step].key)
            if form.comment or form.waive or form.renamed_from:
                out.error("a check needs a name for this", "write name: {expression: …}", at[step].key)
        else:
            check = constraint_of(
                table,
                name,
                "check",
                definition,
                validated=not form.not_valid,
                enforced=form.enforced,
                comment=form.comment,
            )
            out.add(check, at[step].key)
            add_remarks(form, check.key, at[step], out)
