"""Filters for TimescaleDB's jobs: what alter_job is told, and what becomes of a job's config."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from markupsafe import Markup

from dbtool.model.quoting import literal

Pairs = list[tuple[str, Markup | None]]


def limits(job: Any, fields: Collection[str] | None = None) -> Pairs:
    """Give how long a job may run and how often it is tried, as far as it is said, or among `fields`."""
    values: dict[str, Markup | None] = {
        "max_runtime": _interval(job.max_runtime),
        "max_retries": None if job.max_retries is None else Markup(str(int(job.max_retries))),
        "retry_period": _interval(job.retry_period),
    }
    return [
        (name, value)
        for name, value in values.items()
        if value is not None and (fields is None or name in fields)
    ]


def config_changes(new: Mapping[str, str], old: Mapping[str, str] | None = None) -> Markup:
    """Give what turns the entries `old` of a job's config into `new`, to stand behind the config."""
    old = old or {}
    gone = [name for name in sorted(old) if name not in new]
    given = {name: _plain(new[name]) for name in sorted(new) if old.get(name) != new[name]}
    text = Markup("")
    if gone:
        text += Markup(f" - ARRAY[{', '.join(literal(name) for name in gone)}]")
    if given:
        text += Markup(f" || {literal(json.dumps(given, ensure_ascii=False))}::jsonb")
    return text


def offset(value: str | None) -> Markup | None:
    """Give an end of a window; a number in the smallest type, which the server widens to the column's."""
    if value is None or not value.lstrip("-").isdecimal():
        return _interval(value)
    number = int(value)
    size = "smallint" if abs(number) < 2**15 else "integer" if abs(number) < 2**31 else "bigint"
    return Markup(f"{number}::{size}")


def _interval(value: str | None) -> Markup | None:
    return None if value is None else Markup(f"interval {literal(value)}")


def _plain(text: str) -> Any:
    """Give what a text stands for in JSON: a number or a truth value is none in quotes."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, bool | int | float) else text


JOB_FILTERS: Mapping[str, Callable[..., Any]] = {
    "config_changes": config_changes,
    "limits": limits,
    "offset": offset,
}
