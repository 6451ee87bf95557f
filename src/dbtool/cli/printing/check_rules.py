"""The rules themselves in print."""

from __future__ import annotations

from inspect import cleandoc

from dbtool.checks.base import Rule
from dbtool.checks.known import all_rules


def list_text() -> str:
    """Give all rules, a line each."""
    rules = all_rules()
    code, name = (max(len(getattr(rule, field)) for rule in rules) for field in ("code", "name"))
    return "\n".join(
        f"{rule.code:<{code}}  {rule.name:<{name}}  {rule.severity:<7}  {rule.title}" for rule in rules
    )


def page_text(rule: Rule) -> str:
    """Give the page of a rule."""
    return f"{rule.code} {rule.name} ({rule.severity})\n\n{cleandoc(rule.page)}"
