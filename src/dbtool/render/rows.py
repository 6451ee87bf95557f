"""Filters for reference rows: values, keys and assignments of an INSERT."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from dbtool.model.quoting import ident, literal


def row_values(rows: Iterable[Sequence[str | None]]) -> list[Markup]:
    """Give each row in brackets; constants without a type take that of their column."""
    return [_bracket(row) for row in rows]


def row_keys(
    rows: Iterable[Sequence[str | None]], columns: Sequence[str], key: Iterable[str]
) -> list[Markup]:
    """Give the values of the key's columns of each row, in brackets."""
    places = [columns.index(name) for name in key]
    return [_bracket([row[place] for place in places]) for row in rows]


def assigned(columns: Iterable[str]) -> list[Markup]:
    """Give the assignments that bring a row that is there to the one that was to be inserted."""
    return [Markup(f"{ident(name)} = excluded.{ident(name)}") for name in columns]


def of_row(columns: Iterable[str], row: str) -> Markup:
    """Give the columns of a row by its alias, with commas."""
    return Markup(", ".join(f"{ident(row)}.{ident(name)}" for name in columns))


def _bracket(row: Sequence[str | None]) -> Markup:
    values = ("NULL" if value is None else literal(str(value)) for value in row)
    return Markup("(" + ", ".join(values) + ")")


ROW_FILTERS: Mapping[str, Callable[..., Any]] = {
    "assigned": assigned,
    "of_row": of_row,
    "row_keys": row_keys,
    "row_values": row_values,
}
