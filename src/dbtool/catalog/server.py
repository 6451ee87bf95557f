"""What the server is: its version, its edition of TimescaleDB, and who is asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from psycopg import Connection

from dbtool.catalog.query import one, own
from dbtool.model.release import numbers

# The major version of PostgreSQL that all tests run on.
NEWEST_TESTED = 18

Edition = Literal["community", "apache", "none"]


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """One database's server as a plan must know it.

    Shape: `timescaledb` is the version installed in this database, `timescaledb_schema` where it lives;
           both None without it. `edition` is `none` where the extension is neither installed here nor,
           as far as this role can see, loaded by the server.
    Units: `version` is server_version_num, such as 170011.
    """

    version: int
    edition: Edition
    timescaledb: str | None
    timescaledb_schema: str | None
    user: str
    superuser: bool

    @property
    def timescaledb_release(self) -> tuple[int, int]:
        """TimescaleDB's major and minor version; (0, 0) without it."""
        major, minor, *_ = numbers(self.timescaledb or "0.0")
        return major, minor


def server_info(connection: Connection[Any]) -> ServerInfo:
    """Give what the server is, from the server itself and never assumed."""
    row = one(connection, own("server.sql"))
    licence = row.pop("licence")
    if licence is None:
        edition: Edition = "none"
    else:
        edition = "community" if licence == "timescale" else "apache"
    return ServerInfo(edition=edition, **row)
