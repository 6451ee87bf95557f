"""What a provider gives (`Server`), how it says no (`Refused`), and what it must offer (`ServerProvider`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import quote, urlsplit, urlunsplit

Edition = Literal["community", "apache", "none"]
Say = Callable[[str], None]


class Refused(Exception):
    """A provider cannot give a server; the text is one line that says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(" ".join(reason.split()))

    @property
    def reason(self) -> str:
        return str(self)


def _nothing() -> None:
    """Stop a server that is not ours: leave it alone."""


def _always() -> bool:
    """Say of a server that is not ours that it lives: others look after it."""
    return True


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and what it can do.

    Shape: `url` is a superuser's, to the database `postgres`; it holds the password, so `repr` leaves it out.
           `ts` is the TimescaleDB version that CREATE EXTENSION would install, None where there is none.
           `edition` is `none` where TimescaleDB is absent or not preloaded.
    Units: `pg` is server_version_num, such as 170011.
    """

    url: str = field(repr=False)
    edition: Edition
    pg: int
    ts: str | None
    bin_dir: Path | None
    owned: bool
    provider: str
    stop: Callable[[], None] = field(default=_nothing, repr=False, compare=False)
    alive: Callable[[], bool] = field(default=_always, repr=False, compare=False)

    def close(self) -> None:
        """Stop the server and remove its data if it is owned; a second call does nothing."""
        self.stop()

    def describe(self) -> str:
        """Give one line for people: provider, versions, edition; never the URL."""
        extension = f"TimescaleDB {self.ts} ({self.edition} edition)" if self.ts else "no TimescaleDB"
        return f"PostgreSQL {self.pg // 10000}.{self.pg % 10000}, {extension}, provider {self.provider}"


class ServerProvider(Protocol):
    """One way to come by a server."""

    @property
    def name(self) -> str:
        """The name by which `--provider` forces it."""
        ...

    def acquire(self, report: Say) -> Server:
        """Give a server that answers, or raise Refused; `report` gets lines of progress."""


def with_database(url: str, database: str) -> str:
    """Give `url` with another database, all else kept."""
    return urlunsplit(urlsplit(url)._replace(path="/" + quote(database, safe="")))
