"""Foreign servers.

Manages version, options, owner and comment in place; another type or wrapper replaces the server. Passwords
belong to user mappings, whose options hold them by reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Server(Fact):
    """A foreign server; `wrapper` is its foreign-data wrapper."""

    kind: ClassVar[str] = "server"
    identity: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    wrapper: str
    type: str | None = None
    version: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None
    comment: str | None = None


def _requires(server: Server) -> Iterable[Key]:
    yield Key("foreign_data_wrapper", (server.wrapper,))
    # One that an extension brings mostly has the extension's name.
    yield Key("extension", (server.wrapper,))


KIND = Kind(
    model=Server,
    fields={
        "wrapper": REPLACE,
        "type": REPLACE,
        "version": ALTER,
        "options": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_foreign_server",
    requires=_requires,
    renames="SERVER",
)
