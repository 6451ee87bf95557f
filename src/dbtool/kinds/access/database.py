"""The database itself: its settings, comment and connection limit, where they are not the server's defaults.

Settings are those of ALTER DATABASE … SET, which every new session in the database begins with. The name of
the database is no part of the fact: definitions are for whichever database they are applied to. What CREATE
DATABASE decides (owner, tablespace, encoding, locale, template, whether connections are allowed) is the
cluster's business and ignored. Privileges on the database are grants, a role's settings in it a kind of its
own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, Kind
from dbtool.model.fact import Fact
from dbtool.model.quoting import settings_in_one_spelling


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseProperties(Fact):
    """What is set for the whole database."""

    kind: ClassVar[str] = "database"
    identity: ClassVar[tuple[str, ...]] = ()

    settings: Mapping[str, str] = field(default_factory=dict)
    connection_limit: int = -1
    comment: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", settings_in_one_spelling(self.settings))


KIND = Kind(
    model=DatabaseProperties,
    fields={
        "settings": ALTER,
        "connection_limit": ALTER,
        "comment": ALTER,
    },
    source=__file__,
)
