"""What bodies of tables say of their tenants, as it is gathered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dbtool.definitions.at import At
from dbtool.model.tenancy import Command, Path, Scope, TenantTable


@dataclass(frozen=True, slots=True)
class Intended:
    """One relation whose body says whose its rows are.

    Shape: `kind` is the relation's. `said` are the keys that the body has, among them those that are no field
           of `table`. `views` is whether it is no table, so that row security cannot be on it.
    """

    kind: str
    path: Path
    table: TenantTable
    said: frozenset[str]
    access: Mapping[str, Mapping[Command, Scope]]
    owner: str | None
    at: At

    @property
    def key(self) -> str:
        """The key that an error about the whole is laid at."""
        return next(key for key in ("tenant", "via", "isolation", *sorted(self.said)) if key in self.said)
