"""The contract of a static check, and the words that all of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import cleandoc

from dbtool.model.quoting import ident, qualified
from dbtool.rls.facts import Function, Policy, Relation
from dbtool.rls.finding import Evidence, Finding, Severity
from dbtool.rls.review import Review

Find = Callable[[Review], Iterable[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule; `page` is its explanation, the first line its title.

    Shape: `severity` is that of its findings as a rule; a finding may be less where it matters less.
    """

    id: str
    severity: Severity
    page: str
    find: Find

    @property
    def title(self) -> str:
        """The page's first line."""
        return self.page.splitlines()[0].rstrip(".")


def check(id: str, severity: Severity, find: Find) -> Check:
    """Give the check whose page is the docstring of the function that looks."""
    return Check(id=id, severity=severity, page=cleandoc(find.__doc__ or ""), find=find)


def seen(says: str, statement: str | None = None) -> Evidence:
    """Give the evidence of what the catalogs say, with the statement that shows it where there is one."""
    return Evidence(engine="static", says=says, statement=statement)


def name(relation: Relation) -> str:
    """Give a relation's name as SQL."""
    return qualified(*relation.path)


def called(function: Function) -> str:
    """Give a function's name and arguments as SQL."""
    return f"{qualified(function.schema, function.name)}({function.arguments})"


def as_role(role: str, statement: str) -> str:
    """Give a statement as a role would run it."""
    return f"SET ROLE {ident(role)}; {statement};"


def policy_sql(policy: Policy, relation: Relation) -> str:
    """Give a policy's name with its relation as SQL."""
    return f"{ident(policy.name)} ON {name(relation)}"
