"""Publications: what changes of which tables are sent to subscribers.

Manages the options, owner and comment in place; a publication of all tables becomes another only by being
made anew. Its tables and schemas are kinds of their own. Which generated columns are sent is managed from
PostgreSQL 18 on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind
from dbtool.model.fact import Fact

OPERATIONS = ("insert", "update", "delete", "truncate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication(Fact):
    """A publication; `publish` are the operations that it sends."""

    kind: ClassVar[str] = "publication"
    identity: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    all_tables: bool = False
    publish: tuple[str, ...] = OPERATIONS
    via_partition_root: bool = False
    generated_columns: str | None = None
    owner: str | None = None
    comment: str | None = None


KIND = Kind(
    model=Publication,
    fields={
        "all_tables": REPLACE,
        "publish": ALTER,
        "via_partition_root": ALTER,
        "generated_columns": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_publication",
    renames="PUBLICATION",
)
