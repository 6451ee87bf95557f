"""A project of revisions on disk, and a Progress that remembers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg

from dbtool.execute.progress import Silent
from dbtool.model.key import Key
from dbtool.model.plan import Plan, Step
from dbtool.render.revision import file_name, render_revision
from dbtool.revision import Statement

ORDERS = Key("table", ("public", "orders"))


def step(sql: str, note: str = "", **options: Any) -> Step:
    return Step(sql=sql, key=ORDERS, note=note or f"runs {sql[:40]}", **options)


def concurrent_index(name: str, on: str = "orders (id)", *, unique: bool = False) -> Step:
    kind = "UNIQUE INDEX" if unique else "INDEX"
    return step(
        f"CREATE {kind} CONCURRENTLY {name} ON {on};",
        f"creates index {name}",
        transactional=False,
        recover=f"DROP INDEX CONCURRENTLY IF EXISTS {name};",
        patient=True,
    )


@dataclass(slots=True)
class Project:
    """A folder with revisions, as `migrations/<database>`."""

    folder: Path
    last: int = 0

    def add(self, up: Iterable[Step], down: Iterable[Step] | str = ()) -> Path:
        """Write the next revision and give its path."""
        number, before = f"{self.last + 1:04}", f"{self.last:04}" if self.last else None
        back = down if isinstance(down, str) else Plan(tuple(down))
        text = render_revision(
            Plan(tuple(up)), back, revision=number, down_revision=before, message=f"Change {number}"
        )
        return self.write(text)

    def write(self, text: str) -> Path:
        """Write a text as the next revision and give its path."""
        versions = self.folder / "versions"
        versions.mkdir(parents=True, exist_ok=True)
        self.last += 1
        path = versions / file_name(f"{self.last:04}", "change")
        path.write_text(text, encoding="utf-8")
        return path


@dataclass
class Recorder(Silent):
    """A Progress that keeps what it was told."""

    total: int = 0
    title: str = ""
    started: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    ended: int = 0

    def begin(self, total: int, title: str) -> None:
        self.total, self.title = total, title

    def step_started(self, step: Statement) -> None:
        self.started.append(step.note)

    def step_done(self, step: Statement, seconds: float) -> None:
        assert seconds >= 0
        self.done.append(step.note)

    def note(self, text: str) -> None:
        self.notes.append(text)

    def warn(self, text: str) -> None:
        self.warnings.append(text)

    def end(self) -> None:
        self.ended += 1


def rows(url: str, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Give the rows of a query, on a connection of its own."""
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query.encode(), parameters or None)
        return cursor.fetchall() if cursor.description else []


def value(url: str, query: str, parameters: Sequence[Any] = ()) -> Any:
    """Give the only value of a query."""
    ((found,),) = rows(url, query, parameters)
    return found


def journal(url: str) -> list[tuple[Any, ...]]:
    """Give revision, direction, step, state and openness of each journalled step."""
    return rows(url, "SELECT revision, direction, step, state, open FROM dbtool.journal ORDER BY id")


def relations(url: str) -> set[str]:
    """Give the names of tables and indexes in the schema public."""
    query = """
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i', 'm')
    """
    return {name for (name,) in rows(url, query)}


def as_role(url: str, role: str, password: str) -> str:
    """Give the URL of the same database for another role."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{quote(role)}:{quote(password)}@{host}").geturl()
