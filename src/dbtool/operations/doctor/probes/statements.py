"""The slowest statements, by all their time and by the mean of a call; never with their parameters.

pg_stat_statements normalises queries but not utility statements, which may hold a password: every constant
is masked here, comments are left out, and a text that cannot be taken apart ends where that begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.definitions.sql_tokens import Token, lex
from dbtool.operations.doctor.probe import Patient, Probe, Said, number
from dbtool.operations.doctor.results import Column, Finding, Table, Unseen

HIDDEN = "<insufficient privilege>"
CUT = "…"
MASK = "?"
PARAMETER = "dollar_numeric_literal"
SLOW_MS = 1_000
COLUMNS = (
    Column("calls", "count"),
    Column("total", "ms"),
    Column("mean", "ms"),
    Column("rows", "count"),
    Column("user"),
    Column("statement"),
)


def _read(rows: Sequence[Row], patient: Patient) -> Iterator[Said]:
    if any(row["query"] in (HIDDEN, None) for row in rows):
        yield Unseen("statements", "statements of other roles are hidden", patient.grant())
    seen = [row for row in rows if row["query"] not in (HIDDEN, None)]
    slow = [row for row in seen if number(row, "mean_ms") >= SLOW_MS]
    if slow:
        names = tuple(masked(row["query"]) for row in slow)
        message = (
            f"{len(slow)} of the slowest statements take more than a second a call; the tables have them"
        )
        yield Finding(
            "slow-statements", "info", message, "look at each with EXPLAIN (ANALYZE, BUFFERS)", names
        )
    yield _top(seen, "top_total", "total_ms", "statements", "statements that took the most time")
    yield _top(seen, "top_mean", "mean_ms", "slowest", "statements that take the most time a call")


def _top(rows: Sequence[Row], wanted: str, order: str, name: str, title: str) -> Table:
    top = sorted((row for row in rows if row[wanted]), key=lambda row: -number(row, order))
    return Table(name, title, COLUMNS, tuple(map(_figures, top)))


def _figures(row: Row) -> tuple[object, ...]:
    figures = (number(row, name) for name in ("calls", "total_ms", "mean_ms", "rows"))
    return *figures, row["user"], masked(row["query"])


def masked(query: str) -> str:
    """Give a statement on one line with every constant masked and without comments."""
    found, end = "", 0
    for token in lex(query):
        if token.kind == "unknown":
            return found + CUT
        space = " " if token.start > end and found else ""
        found += space + (MASK if _is_constant(token) else token.text)
        end = token.end
    return found


def _is_constant(token: Token) -> bool:
    if token.kind in ("double_quote", PARAMETER):
        return False
    return "quote" in token.kind or "literal" in token.kind


PROBE = Probe(
    name="statements",
    healthy="",
    read=_read,
    wanted=lambda patient: patient.statements_schema is not None,
)
