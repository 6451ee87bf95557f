"""Rewrite rules of tables and views."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from dbtool.definitions.at import At
from dbtool.definitions.clauses import clause, in_parentheses
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import ToRelation, add_remarks
from dbtool.definitions.forms.base import NamedBody
from dbtool.definitions.forms.values import OneOrMore, PlainName, Sql, Text, said
from dbtool.kinds.relations.rule import Rule
from dbtool.model.fact import Expr
from dbtool.model.quoting import ident, qualified


class RuleForm(NamedBody):
    """A rule: on what event, under which condition, what is done."""

    SHORT = None

    event: Literal["insert", "update", "delete"]
    where: Annotated[Sql | None, said("The condition, over OLD and NEW.")] = None
    instead: Annotated[bool, said("In place of the statement, not besides it.")] = False
    do: Annotated[list[Sql], OneOrMore(), said("A statement, several, or none: the word nothing.")]
    enabled: Literal["origin", "disabled", "replica", "always"] = "origin"
    comment: Text | None = None


class RulesForm(ToRelation):
    """Rules of a table or view that is declared elsewhere."""

    TO: ClassVar[tuple[str, ...]] = ("table", "view")
    REST: ClassVar[str | None] = "rules"

    rules: dict[PlainName, RuleForm]


def add_rules_to(form: RulesForm, at: At, out: Collector) -> None:
    """Take in rules of a table or view declared elsewhere."""
    table = form.target(at, out)
    for name, one in form.rules.items():
        rule = Rule(
            schema=table[0],
            table=table[1],
            name=name,
            definition=Expr(_definition(one, name, table)),
            enabled=one.enabled,
            comment=one.comment,
        )
        out.add(rule, at[name].key)
        add_remarks(one, rule.key, at[name], out)


def _definition(form: RuleForm, name: str, table: tuple[str, str]) -> str:
    nothing = [action.lower() for action in form.do] == ["nothing"]
    return clause(
        "CREATE OR REPLACE RULE",
        ident(name),
        "AS ON",
        form.event.upper(),
        "TO",
        qualified(*table),
        form.where and "WHERE " + in_parentheses([form.where]),
        "DO INSTEAD" if form.instead else "DO ALSO",
        "NOTHING" if nothing else "(" + ";\n".join(form.do) + "\n)",
    )
