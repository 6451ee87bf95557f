"""What doctor gives back: findings, tables of figures, and what it could not look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["ok", "info", "warning", "error"]
Unit = Literal["", "count", "bytes", "seconds", "ms", "percent"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that doctor has to say.

    Shape: `advice` says what to do, empty for `ok`; `objects` are all that it is about, in full.
    """

    code: str
    severity: Severity
    message: str
    advice: str = ""
    objects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Units: a number is in `unit`: bytes, seconds, milliseconds, percent; empty for text.
    """

    name: str
    unit: Unit = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Figures, the most important rows first.

    Shape: each row has a value for each column, None where there is none; `left_out` rows are not shown.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    left_out: int = 0

    @classmethod
    def top(
        cls, name: str, title: str, columns: tuple[Column, ...], rows: Sequence[tuple[Any, ...]], limit: int
    ) -> Table:
        """Give a table of the first `limit` rows."""
        return cls(name, title, columns, tuple(rows[:limit]), max(len(rows) - limit, 0))


@dataclass(frozen=True, slots=True)
class Unseen:
    """What could not be looked at, or only in part: why, and what would allow it."""

    probe: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorResult:
    """What `dbtool doctor` found in one database.

    Shape: findings with the gravest first; `tables` and `unseen` in the order of the probes.
    Units: seconds of wall time.
    """

    database: str
    url: str
    server: str
    edition: str
    findings: tuple[Finding, ...]
    tables: tuple[Table, ...]
    unseen: tuple[Unseen, ...]
    seconds: float
