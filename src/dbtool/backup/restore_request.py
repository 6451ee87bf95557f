"""What a restore is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Jobs = Literal["paused", "as-dumped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreRequest:
    """One restore of one backup.

    Shape: `into` is the name of the database that is there in the end; `swap` lets it take the place of one
           that is there already. `tables` and `schemas` choose whose rows are restored: definitions all are.
           `any_locale` and `make_tablespaces` are for servers that are thrown away.
    """

    into: str
    swap: bool = False
    tables: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    parallel: int = 1
    roles: bool = True
    passwords: bool = True
    timescale_jobs: Jobs = "paused"
    any_locale: bool = False
    make_tablespaces: bool = False
    analyze: bool = True
    dry_run: bool = False
