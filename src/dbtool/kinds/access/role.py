"""Roles, with their attributes, settings and security labels.

Roles belong to the cluster: only declared ones are compared and none is ever dropped because a file is
gone. A password is not part of the fact: `password` names where it is (an environment variable, `file:PATH`
or `command:WORDS`), from where the runner takes it and sends it as a SCRAM-SHA-256 verifier.
`security_labels` maps a label provider to what it says of the role. Memberships between roles that are
`exact`, those of a project whose `access` is authoritative, end where no definition names them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, IGNORE, Kind
from dbtool.model.fact import Fact
from dbtool.model.quoting import settings_in_one_spelling


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Fact):
    """Roles, with their attributes and settings."""

    kind: ClassVar[str] = "role"
    identity: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    login: bool = False
    inherit: bool = True
    superuser: bool = False
    createdb: bool = False
    createrole: bool = False
    replication: bool = False
    bypassrls: bool = False
    connection_limit: int = -1
    valid_until: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    password: str | None = None
    comment: str | None = None
    security_labels: Mapping[str, str] = field(default_factory=dict)
    exact: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", settings_in_one_spelling(self.settings))


def password_variable(role: str) -> str:
    """Give the variable of a role's password where none is named: OCTOPUS_APP_PASSWORD for octopus-app."""
    return re.sub(r"[^A-Z0-9]", "_", role.upper()) + "_PASSWORD"


KIND = Kind(
    model=Role,
    fields={
        "login": ALTER,
        "inherit": ALTER,
        "superuser": ALTER,
        "createdb": ALTER,
        "createrole": ALTER,
        "replication": ALTER,
        "bypassrls": ALTER,
        "connection_limit": ALTER,
        "valid_until": ALTER,
        "settings": ALTER,
        "password": IGNORE,
        "comment": ALTER,
        "security_labels": ALTER,
        "exact": IGNORE,
    },
    source=__file__,
    declared=True,
    cluster=True,
    holds_data=True,
    casts={"valid_until": "timestamptz"},
    renames="ROLE",
)
