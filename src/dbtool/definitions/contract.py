"""What a load of the definitions gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dbtool.errors import Origin
from dbtool.kinds.relations.index import Index
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.tenancy import Tenancy

Phase = Literal["early", "main", "copy", "late"]
_RELATIONS = ("table", "view", "materialized_view", "continuous_aggregate", "sequence")


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL that only scratch runs, since what it makes is no single fact.

    `early` runs before the facts are made, `main` with them and `copy` behind them, where what failed is
    tried again as long as anything succeeds. `late` runs after all that.
    `settings` are SET statements that hold for this one alone.
    """

    sql: str
    origin: Origin
    phase: Phase = "main"
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidLabel:
    """A security label; `on` is the object as SECURITY LABEL and COMMENT name it: `FUNCTION f(integer)`.

    Shape: `settings` are SET statements by which the server finds it.
    """

    provider: str
    on: str
    label: str
    origin: Origin
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that the author accepts on one object, with the reason."""

    key: Key
    code: str
    reason: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class RenamedFrom:
    """Somebody's word that `key` is the object that was called `old` so far.

    Shape: a routine's path lacks the arguments: all of that name are meant. A label of an enum has the kind
           `enum_label` and the path of the enum before its own name.
    """

    key: Key
    old: tuple[str, ...]
    origin: Origin | None = None


@dataclass(frozen=True)
class Definitions:
    """Everything that the definitions of one database say, in the author's spelling.

    Shape: `facts` have distinct keys and stand in the order of the files; SQL text in them is the author's.
           `origins` has every declared object, those too that only a statement makes.
           `default_indexes` are those that TimescaleDB makes for hypertables of SQL files unless another
           index or key leads with the column; `implied` is what newer Community editions add to them.
           `left_out` is where SQL files fill tables and sequences, which no definition does.
           `fingerprint` is a hash of all rendered text: equal ones load to equal definitions.
    """

    facts: tuple[Fact, ...] = ()
    statements: tuple[Statement, ...] = ()
    default_indexes: tuple[Index, ...] = ()
    implied: tuple[Fact, ...] = ()
    origins: Mapping[Key, Origin] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    renames: tuple[RenamedFrom, ...] = ()
    labels: tuple[SaidLabel, ...] = ()
    left_out: tuple[Origin, ...] = ()
    tenancy: Tenancy | None = None
    fingerprint: str = ""
    files: tuple[str, ...] = ()

    def origin(self, key: Key) -> Origin | None:
        """Give where an object, or what it belongs to, is declared.

        What only the server names (a routine's argument types, a partition's grants) is at the nearest
        declared object: a default at its column, a grant at what it is on, anything in a table at the table.
        """
        kind, path = key
        if key in self.origins:
            return self.origins[key]
        if kind == "grant":
            return self.origin(Key(path[0], path[1:-1]))
        if kind == "security_label":
            return self.origin(Key(path[1], path[2:-1]))
        if kind in ("function", "aggregate"):
            same = (other for other in self.origins if other.kind == kind and other.path[:2] == path[:2])
            return next((self.origins[other] for other in same), None)
        nearest = (Key("column", path[:3]), *(Key(relation, path[:2]) for relation in _RELATIONS))
        return next((self.origins[place] for place in nearest if place in self.origins), None)
