"""Default privileges: what a grantee gets on objects that `creator` makes from now on.

`schema` empty means every schema. `on` is tables, sequences, functions, types or schemas. `default` is what
the grantee would have without the entry (PUBLIC's EXECUTE on functions).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, IGNORE, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultPrivilege(Fact):
    """Default privileges: what a grantee gets on objects that `creator` makes from now on."""

    kind: ClassVar[str] = "default_privilege"
    identity: ClassVar[tuple[str, ...]] = ("creator", "schema", "on", "grantee")

    creator: str
    schema: str
    on: str
    grantee: str
    privileges: tuple[str, ...] = ()
    grantable: tuple[str, ...] = ()
    default: tuple[str, ...] = ()


def _requires(default: DefaultPrivilege) -> Iterable[Key]:
    yield Key("role", (default.creator,))
    yield Key("role", (default.grantee,))
    if default.schema:
        yield Key("schema", (default.schema,))


KIND = Kind(
    model=DefaultPrivilege,
    fields={
        "privileges": ALTER,
        "grantable": ALTER,
        "default": IGNORE,
    },
    source=__file__,
    found_in="pg_default_acl",
    requires=_requires,
)
