"""What a writer says of a fact, before it is known which file it stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dbtool.definitions.writing.source import Source
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True)
class Part:
    """A value in the body of an object: at `path`, merged with what others say there.

    Shape: `home` is the object whose body it is; its kind decides on the file.
    """

    home: Key
    path: tuple[str, ...]
    value: Any


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a section that is a list."""

    section: str
    value: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL for what no form can say, or what reads better so; it stands in a file beside the home's."""

    home: Key
    sql: str


@dataclass(frozen=True, slots=True)
class Unwritten:
    """An object that no definition can hold, with the reason."""

    key: Key
    reason: str


Said = Part | Listed | Statement | Unwritten
# All facts of one kind, in the order of their keys, to what is said of them.
Writer = Callable[[Sequence[Any], Source], Iterable[Said]]
