"""What a pooler has to know: servers with their room, databases with their share, roles with their limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerRoom:
    """How many connections one server has, and for whom.

    Shape: `assumed` says why the figures are assumptions, None where the server gave them.
    """

    host: str
    port: int
    max_connections: int
    reserved: int
    headroom: int
    assumed: str | None = None

    @property
    def for_pools(self) -> int:
        """What is left for the pooler: at least one."""
        return max(self.max_connections - self.reserved - self.headroom, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledDatabase:
    """One database behind the pooler.

    Shape: `roles` are those that come through it; `connections` bounds all its pools together,
           `pool_size` each: there is one for every role.
    """

    name: str
    host: str
    port: int
    dbname: str
    roles: tuple[str, ...]
    connections: int
    pool_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolResult:
    """What `dbtool pool` worked out.

    Shape: `limits` are connection limits by role; `bypass` are login roles that must go straight to the
           server, with the reason; `row_settings` are the settings that policies and functions read.
    """

    target: str
    servers: tuple[ServerRoom, ...]
    databases: tuple[PooledDatabase, ...]
    limits: Mapping[str, int]
    bypass: Mapping[str, str]
    row_settings: tuple[str, ...]
    assumptions: tuple[str, ...]
