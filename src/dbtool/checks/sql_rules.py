"""The rules of sqlfluff by which hand-written SQL is linted: what may be wrong, and nothing of its layout."""

from __future__ import annotations

from collections.abc import Iterable

from dbtool.checks.base import Hit, Rule, Severity
from dbtool.model.database import Database


def _elsewhere(_database: Database) -> Iterable[Hit]:
    return ()


def _rule(code: str, name: str, page: str, severity: Severity = "warning") -> Rule:
    return Rule(code=code, name=name, severity=severity, find=_elsewhere, page=page)


SQL_RULES: tuple[Rule, ...] = (
    _rule(
        "AM01",
        "ambiguous.distinct",
        """DISTINCT in a SELECT with GROUP BY.

    Groups are distinct already; one of the two is not what was meant.
    """,
    ),
    _rule(
        "AM04",
        "ambiguous.column_count",
        """A query whose columns nobody can tell: SELECT *.

    A view keeps the columns that there were when it was made; a function fails when one is added.
    """,
        "info",
    ),
    _rule(
        "AM08",
        "ambiguous.join_condition",
        """A join without a condition.

    Each row of one side meets every row of the other. Write CROSS JOIN where that is meant.
    """,
    ),
    _rule(
        "AM09",
        "ambiguous.order_by_limit",
        """LIMIT or OFFSET without ORDER BY.

    Which rows come is up to the plan of the moment.
    """,
    ),
    _rule(
        "CV05",
        "convention.is_null",
        """A comparison with NULL by = or <>.

    It is never true, not even for NULL. Write IS NULL or IS NOT NULL.
    """,
    ),
    _rule(
        "PRS",
        "parse",
        """SQL that sqlfluff cannot read.

    Where the server took it, sqlfluff's grammar is what lacks something: the statement is not linted.
    """,
        "info",
    ),
    _rule(
        "RF02",
        "references.qualification",
        """A column without its table's name in a query of several tables.

    The statement breaks when another of the tables gets a column of that name.
    """,
        "info",
    ),
    _rule(
        "ST03",
        "structure.unused_cte",
        """A WITH query that nothing uses.

    It was left over, or the query reads another table than was meant.
    """,
    ),
    _rule(
        "ST08",
        "structure.distinct",
        """DISTINCT with brackets.

    `DISTINCT (a), b` is DISTINCT of both: the brackets say nothing. Write DISTINCT ON (a) for the other.
    """,
    ),
    _rule(
        "ST10",
        "structure.constant_expression",
        """A condition that is always true or always false.

    `WHERE 1 = 1` and the like: left over from a program that put the statement together.
    """,
    ),
    _rule(
        "ST11",
        "structure.unused_join",
        """A joined table of which nothing is used.

    An outer join that adds no column only multiplies rows, or costs time for nothing.
    """,
    ),
)
CODES = tuple(rule.code for rule in SQL_RULES)
