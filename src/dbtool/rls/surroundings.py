"""What stands around relations: schemas, settings, what will be granted, hypertables, other servers."""

from __future__ import annotations

from typing import NamedTuple

from dbtool.rls.facts import Privilege


class Schema(NamedTuple):
    """A schema with its privileges."""

    name: str
    owner: str
    privileges: tuple[Privilege, ...]


class DefaultPrivilege(NamedTuple):
    """What a role's future objects grant; `schema` is None for all schemas, `kind` r, S, f, T or n."""

    role: str
    schema: str | None
    kind: str
    privilege: Privilege


class RoleSetting(NamedTuple):
    """A setting that sessions begin with; None for all roles or all databases."""

    role: str | None
    database: str | None
    name: str
    value: str


class Publication(NamedTuple):
    """A table that a publication sends, and whether it filters rows."""

    name: str
    relation: int
    filtered: bool


class Hypertable(NamedTuple):
    """A hypertable; `unguarded` chunks are reachable by name past the row security of the hypertable.

    Shape: `chunks` counts them, `unguarded` those without row security of their own, `sample` names one;
           `privileges` are what is granted on the unguarded ones.
    """

    relation: int
    compressed: bool
    chunks: int
    unguarded: int
    sample: str | None
    materialization: bool
    privileges: tuple[Privilege, ...]


class Aggregate(NamedTuple):
    """A continuous aggregate: its view, what it reads, and where it keeps its rows."""

    view: int
    source: int
    materialization: int
    materialized_only: bool


class Routine(NamedTuple):
    """A function that some policy or view calls, those of the server among them."""

    schema: str
    name: str
    volatility: str


class UserMapping(NamedTuple):
    """A login on another server, as `role` has it; PUBLIC for everyone."""

    server: str
    wrapper: str
    role: str
    privileges: tuple[Privilege, ...]


class Server(NamedTuple):
    """Who asks what: the session's user, versions, whether it is a standby."""

    version: int
    timescaledb: str | None
    database: str
    user: str
    superuser: bool
    standby: bool
