"""Case files of verify-rls, and the databases in which they are tried."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from ruamel.yaml import YAML

from dbtool.definitions.sql_split import split
from tests.support.urls import as_role

FOLDER = Path(__file__).parent / "cases"
# Stands in a case file for the prefix of this run's roles.
ROLE = "role_"
# Stands in a case file for the name of the database.
DATABASE = "DATABASE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One database, what it is meant to be, and what must be found in it.

    Shape: `shows` makes the defect plain: its last statement gives or changes a row that it should not, fails
           with the SQLSTATE `fails`, or as `empty` gives no row though it should.
    """

    name: str
    schema: str
    tenancy: Mapping[str, Any]
    more: str = ""
    findings: Sequence[str] = ()
    notes: Sequence[str] = ()
    shows: str = ""
    empty: str = ""
    fails: str = ""
    login: str = ""
    needs: str = ""
    version: int = 0
    icu: bool = False
    extensions: Sequence[str] = field(default=())

    def __str__(self) -> str:
        return self.name


def cases(pattern: str) -> list[Case]:
    """Give the cases of the files whose names fit."""
    return [case for path in sorted(FOLDER.glob(pattern)) for case in _read(path)]


def _read(path: Path) -> Iterator[Case]:
    for name, body in YAML(typ="safe").load(path.read_text(encoding="utf-8")).items():
        if not name.startswith("."):
            yield Case(name=f"{path.stem}: {name}", **body)


@contextmanager
def built(case: Case, url: str, prefix: str) -> Iterator[None]:
    """Build the case's schema, and drop its roles at the end."""
    with psycopg.connect(url, autocommit=True) as connection:
        try:
            for statement in statements(f"{case.schema}\n{case.more}", prefix):
                connection.execute(statement.encode())
            yield
        finally:
            connection.execute("RESET ROLE")
            drop_roles(connection, prefix)


def shown(case: Case, url: str, prefix: str) -> str:
    """Run what makes the defect plain; give what came of it: `rows`, `nothing`, or an SQLSTATE."""
    where = as_role(url, case.login.replace(ROLE, prefix), "x") if case.login else url
    with psycopg.connect(where) as connection:
        try:
            cursor = connection.cursor()
            for statement in statements(case.shows or case.empty, prefix):
                cursor.execute(statement.encode())
            found = cursor.fetchall() if cursor.description else cursor.rowcount
            return "rows" if found else "nothing"
        except psycopg.Error as error:
            return error.sqlstate or "?"
        finally:
            connection.rollback()


def statements(text: str, prefix: str) -> Iterator[str]:
    """Give the statements of a text, with this run's roles."""
    for statement in split(text.replace(ROLE, prefix), "case"):
        yield statement.sql


def drop_roles(connection: psycopg.Connection[Any], prefix: str) -> None:
    """Drop the roles with a prefix, with what is theirs in this database."""
    found = connection.execute(
        "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)", [prefix]
    ).fetchall()
    for statement in ("DROP OWNED BY {} CASCADE", "DROP ROLE {}"):
        for (name,) in found:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


def named(text: str, prefix: str, database: str) -> str:
    """Give the name of an object as the case file writes it."""
    return re.sub(re.escape(database), DATABASE, text.replace(prefix, ROLE))
