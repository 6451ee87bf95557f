"""What a partition's part of an index has for itself.

The server makes the parts along with the index of the partitioned table, key or exclusion; there is one of
these only where a part has another name than the server's own choice, storage parameters that the whole has
otherwise, or a tablespace, statistics targets, CLUSTER ON or a comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, IGNORE, OPTIONAL, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSetting(Fact):
    """What the part of `index` on the partition `table` has for itself.

    Shape: `usual` is the name that the server would choose, `inherited` the storage parameters of the whole;
           `whole` is the path of the index, or of the constraint, that all parts belong to in the end.
    """

    kind: ClassVar[str] = "index_setting"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table", "index")

    schema: str
    table: str
    index: str
    name: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    tablespace: str | None = None
    statistics: Mapping[str, int] = field(default_factory=dict)
    clustered: bool = False
    comment: str | None = None
    usual: str | None = None
    inherited: Mapping[str, str] = field(default_factory=dict)
    whole: tuple[str, ...] = ()


def _parent(setting: IndexSetting) -> Key | None:
    if not setting.whole:
        return None
    return Key("constraint" if len(setting.whole) == 3 else "index", setting.whole)


def _requires(setting: IndexSetting) -> Iterable[Key]:
    yield Key("table", (setting.schema, setting.table))


KIND = Kind(
    model=IndexSetting,
    fields={
        "name": ALTER,
        "options": ALTER,
        "tablespace": OPTIONAL,
        "statistics": ALTER,
        "clustered": ALTER,
        "comment": ALTER,
        "usual": IGNORE,
        "inherited": IGNORE,
        "whole": IGNORE,
    },
    source=__file__,
    found_in="pg_inherits",
    requires=_requires,
    parent=_parent,
    last=True,
)
