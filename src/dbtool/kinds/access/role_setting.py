"""Settings of a role in this database: ALTER ROLE … IN DATABASE … SET.

A role's settings in every database belong to the role. Which database it is follows from where the
definitions are applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.quoting import settings_in_one_spelling


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSetting(Fact):
    """What a role's sessions in this database begin with."""

    kind: ClassVar[str] = "role_setting"
    identity: ClassVar[tuple[str, ...]] = ("role",)

    role: str
    settings: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", settings_in_one_spelling(self.settings))


def _requires(setting: RoleSetting) -> Iterable[Key]:
    yield Key("role", (setting.role,))


KIND = Kind(
    model=RoleSetting,
    fields={"settings": ALTER},
    source=__file__,
    found_in="pg_db_role_setting",
    requires=_requires,
)
