"""Collations of a database's own.

Manages owner and comment in place; another provider, locale, set of rules or determinism makes the collation
anew, and columns change over. `locale` stands for `lc_collate` and `lc_ctype` where these are the same.
Ignores the version of the operating system's or ICU's rules, which ALTER COLLATION … REFRESH VERSION is for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Collation(Fact):
    """Collations of a database's own."""

    kind: ClassVar[str] = "collation"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    provider: str = "libc"
    locale: str | None = None
    lc_collate: str | None = None
    lc_ctype: str | None = None
    rules: str | None = None
    deterministic: bool = True
    owner: str | None = None
    comment: str | None = None


def _requires(collation: Collation) -> Iterable[Key]:
    yield Key("schema", (collation.schema,))


KIND = Kind(
    model=Collation,
    fields={
        "provider": REPLACE,
        "locale": REPLACE,
        "lc_collate": REPLACE,
        "lc_ctype": REPLACE,
        "rules": REPLACE,
        "deterministic": REPLACE,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_collation",
    requires=_requires,
    namespace="collation",
    beside=True,
    renames="COLLATION",
    moves=True,
)
