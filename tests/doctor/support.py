"""What the tests of doctor share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from dbtool.execute.progress import Silent
from dbtool.operations.doctor.doctor import doctor
from dbtool.operations.doctor.results import DoctorResult, Finding
from dbtool.settings import Subject, Target


def examine(url: str, *, statement_timeout_ms: int = 0, **more: Any) -> DoctorResult:
    """Examine a database without definitions."""
    target = Target(name="url", statement_timeout_ms=statement_timeout_ms)
    return doctor(Subject(name="db", sources=(), target=target, url=url, **more), progress=Silent())


def found(result: DoctorResult, code: str) -> Finding:
    """Give the only finding of that code."""
    (finding,) = [one for one in result.findings if one.code == code]
    return finding


def codes(result: DoctorResult) -> set[str]:
    return {one.code for one in result.findings if one.severity != "ok"}


def figures(result: DoctorResult, table: str) -> list[Mapping[str, Any]]:
    """Give the rows of a table by the columns' names."""
    (one,) = [one for one in result.tables if one.name == table]
    names = [column.name for column in one.columns]
    return [dict(zip(names, row, strict=True)) for row in one.rows]


def unseen(result: DoctorResult) -> dict[str, str]:
    return {one.probe: f"{one.reason} | {one.remedy}" for one in result.unseen}


def run(url: str, *statements: str) -> None:
    """Run statements in a session of their own; what they count is known to the server when it ends."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def as_role(url: str, role: str, password: str) -> str:
    """Give the URL with another role."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{role}:{password}@{parts.hostname}:{parts.port}"))
