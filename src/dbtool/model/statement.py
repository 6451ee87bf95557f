"""Statements of revisions: one call of `step`, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One call of `step`, as plain values.

    Shape: `note`, `lock` and `access` are what the comment above the call says, where the file was read;
           `declares` holds `{"key": [kind, *path], "values": {...}}`, `withdraws` holds `[kind, *path]`.
    """

    sql: str
    note: str = ""
    transactional: bool = True
    alone: bool = False
    fresh: bool = False
    community: bool = False
    recover: str | None = None
    patient: bool = False
    password_of: str | None = None
    password_from: str | None = None
    secrets: Sequence[str] = ()
    hazards: Sequence[str] = ()
    declares: Sequence[Mapping[str, Any]] = ()
    withdraws: Sequence[Sequence[str]] = ()
    lock: str = ""
    access: str = ""
