"""User mappings: as whom a role is known on a foreign server.

An option with a word like password or secret in its name is never read; that it is there is managed, its
value is not compared. `secrets` names for each the environment variable that holds the value when the
mapping is made: `env:NAME` in a definition, YAML or SQL. Options that the server hides from this role read
as none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, IGNORE, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key

# As in the query.
_SECRET = re.compile("passw|secret|token|credential|private|(^|_)key$", re.IGNORECASE)


def is_secret(option: str) -> bool:
    """Say whether the option's value is nobody's to read."""
    return _SECRET.search(option) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserMapping(Fact):
    """The mapping of a role, or of PUBLIC, on a server."""

    kind: ClassVar[str] = "user_mapping"
    identity: ClassVar[tuple[str, ...]] = ("server", "user")

    server: str
    user: str
    options: Mapping[str, str] = field(default_factory=dict)
    secret_options: tuple[str, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict)


def _requires(mapping: UserMapping) -> Iterable[Key]:
    yield Key("server", (mapping.server,))
    yield Key("role", (mapping.user,))


KIND = Kind(
    model=UserMapping,
    fields={
        "options": ALTER,
        "secret_options": ALTER,
        "secrets": IGNORE,
    },
    source=__file__,
    found_in="pg_foreign_server",
    requires=_requires,
)
