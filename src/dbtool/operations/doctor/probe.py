"""The contract of a probe: one query, and what its rows say about the patient."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dbtool.catalog.query import Row
from dbtool.catalog.server import ServerInfo
from dbtool.kinds.access.role import Role
from dbtool.kinds.relations.extension import Extension
from dbtool.model.quoting import ident
from dbtool.operations.doctor.results import Finding, Severity, Table, Unseen

MONITOR = "pg_monitor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What the definitions say that doctor compares with rights: nothing where there are none."""

    roles: tuple[Role, ...] = ()
    extensions: tuple[Extension, ...] = ()
    schemas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """The database under examination, and what the role that asks may see of it.

    Shape: `recommended` are settings as dbtool.toml has them; `parameters` go to every query: arrays of oid
           as text (`catalog.scope`). `throw_away` says that the target is the sandbox.
    """

    server: ServerInfo
    reads_stats: bool
    reads_settings: bool
    standby: bool
    statements_schema: str | None = None
    throw_away: bool = False
    recommended: Mapping[str, str] = field(default_factory=dict)
    declared: Declared = Declared()
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def major(self) -> int:
        """PostgreSQL's major version, such as 17."""
        return self.server.version // 10_000

    @property
    def minor(self) -> int:
        return self.server.version % 10_000

    def grant(self, role: str = MONITOR) -> str:
        """Give the statement that gives this role the rights of a predefined one."""
        return f"GRANT {role} TO {ident(self.server.user)}"


Said = Finding | Table | Unseen
Reading = Callable[[Sequence[Row], Patient], Iterable[Said]]


def _always(_patient: Patient) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One thing that doctor looks at.

    Shape: the query is NAME.sql beside the probe's module, or what `query` names for this patient;
           `statements_schema` and `timescaledb_schema` in it stand for those extensions' schemas.
           `healthy` is said where nothing is wrong, empty for a probe that only gives figures.
           `remedy` is what lets a role without rights see it.
    """

    name: str
    healthy: str
    read: Reading
    query: Callable[[Patient], str | Path] | None = None
    wanted: Callable[[Patient], bool] = _always
    remedy: Callable[[Patient], str] = Patient.grant

    def file(self, patient: Patient) -> str | Path:
        """Give the name of the query's file, or where it is if elsewhere."""
        return self.query(patient) if self.query else f"{self.name.replace('-', '_')}.sql"


def gravity(error: bool) -> Severity:
    """Give how grave a finding is that is at least a warning."""
    return "error" if error else "warning"


def number(row: Row, name: str) -> float:
    """Give a figure as a float, 0 where the server has none."""
    value: Any = row[name]
    return float(value or 0)
