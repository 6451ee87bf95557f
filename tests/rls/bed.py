"""A database that is built anew for each case, and two roles in it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from ruamel.yaml import YAML

from dbtool.definitions.tenancy import read_tenancy
from dbtool.model.tenancy import Tenancy
from dbtool.rls.reading import read_access
from dbtool.rls.review import Review
from tests.support.databases import Databases

USUAL = {"setting": "app.tenant", "type": "integer", "tenants": [1, 2], "tenant_column": "tenant_id"}
EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC"


@dataclass(frozen=True, slots=True)
class Bed:
    """A database that is emptied before each case; case files call its roles $app and $other."""

    url: str
    folder: Path
    app: str
    other: str

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url, autocommit=True)

    def named(self, text: str) -> str:
        return text.replace("$app", self.app).replace("$other", self.other)

    def build(self, case: dict[str, Any]) -> Review:
        """Build a case's schema and give the review of it."""
        with self.connect() as connection:
            connection.execute(EMPTY)
            connection.execute(f"REVOKE {self.other} FROM {self.app}; ALTER ROLE {self.other} NOLOGIN")
            for part in ("schema", "before", "policies"):
                if part in case:
                    connection.execute(self.named(case[part]))
            return Review(read_access(connection, self.tenancy(case)), self.tenancy(case))

    def tenancy(self, case: dict[str, Any]) -> Tenancy:
        text = io.StringIO()
        YAML().dump({"app_roles": [self.app], **USUAL, **case.get("tenancy", {})}, text)
        file = self.folder / "tenancy.yml"
        file.write_text(self.named(text.getvalue()))
        return read_tenancy(file)


@contextmanager
def beds(databases: Databases, folder: Path, mark: str) -> Iterator[Bed]:
    """Give a bed; its roles are dropped at the end."""
    name = f"dbtool_{mark}_{databases.worker}"
    bed = Bed(databases.create(), folder, f"{name}_app", f"{name}_other")
    with bed.connect() as connection:
        for role in (bed.app, bed.other):
            connection.execute(f"DROP ROLE IF EXISTS {role}")
            connection.execute(f"CREATE ROLE {role}")
    try:
        yield bed
    finally:
        with bed.connect() as connection:
            connection.execute(f"DROP OWNED BY {bed.app}, {bed.other} CASCADE")
            connection.execute(f"DROP ROLE {bed.app}, {bed.other}")
