"""Subscriptions: what this database receives from publications elsewhere.

A subscription is made without connecting (`connect = false`), as pg_dump writes it: nothing is copied
and no slot is made before somebody makes the slot and runs ALTER SUBSCRIPTION … REFRESH PUBLICATION.
Manages the connection, the publications, the slot's name, the options, owner and comment in place. Two-
phase commit and failover, which the server changes only together with the publisher, replace the
subscription; dropped, it leaves its slot there. `enabled` says that it shall run; where it is not said,
it is left alone, running or not.

An option of the connection with a word like password or secret in its name is never read; that it is
there is managed, its value is not compared. `secrets` names for each the environment variable that holds
the value when the connection is made or changed: `env:NAME` in a definition, YAML or SQL. Only a
superuser may read a connection: for anybody else it reads as none. Which tables have been copied so far
and a transaction that is skipped are ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, IGNORE, OPTIONAL, REPLACE, Kind
from dbtool.model.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription(Fact):
    """A subscription; `connection` holds what libpq is told, without the secrets among it."""

    kind: ClassVar[str] = "subscription"
    identity: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    connection: Mapping[str, str] | None = None
    secret_options: tuple[str, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict)
    publications: tuple[str, ...] = ()
    slot: str | None = None
    enabled: bool | None = None
    binary: bool = False
    streaming: str = "off"
    two_phase: bool = False
    disable_on_error: bool = False
    password_required: bool = True
    run_as_owner: bool = False
    origin: str = "any"
    failover: bool = False
    synchronous_commit: str = "off"
    owner: str | None = None
    comment: str | None = None


KIND = Kind(
    model=Subscription,
    fields={
        "connection": OPTIONAL,
        "secret_options": ALTER,
        "secrets": IGNORE,
        "publications": ALTER,
        "slot": ALTER,
        "enabled": OPTIONAL,
        "binary": ALTER,
        "streaming": ALTER,
        "two_phase": REPLACE,
        "disable_on_error": ALTER,
        "password_required": ALTER,
        "run_as_owner": ALTER,
        "origin": ALTER,
        "failover": REPLACE,
        "synchronous_commit": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_subscription",
    renames="SUBSCRIPTION",
)
