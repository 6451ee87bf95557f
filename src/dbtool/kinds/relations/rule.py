"""Rewrite rules of tables and views; the rule that is a view's query belongs to the view.

`definition` is what pg_get_ruledef prints, put in place by CREATE OR REPLACE. `enabled` is origin, disabled,
replica or always.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, Kind, always
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Fact):
    """Rewrite rules of tables and views."""

    kind: ClassVar[str] = "rule"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table", "name")

    schema: str
    table: str
    name: str
    definition: Expr
    enabled: str = "origin"
    comment: str | None = None


def _parent(rule: Rule) -> Key:
    return Key("table", (rule.schema, rule.table))


KIND = Kind(
    model=Rule,
    fields={
        "definition": ALTER,
        "enabled": ALTER,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_rewrite",
    parent=_parent,
    steps_aside=always,
    renames="RULE",
)
