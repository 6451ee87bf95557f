"""Base types, whose values functions in C read and print, and shell types, which are only a name.

Manages the functions, size, alignment, storage, category, default, element, delimiter, owner and
comment. The functions other than input and output, and the storage, change in place; all else replaces
the type, and the values of columns wait for that as jsonb. The functions of input and output, of text and
of bytes, take or give the type itself: they are made with it and go with it, whichever file declares
them. A base type of an extension belongs to the extension.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key
from dbtool.model.quoting import qualified

# Those that take or give the type, each with the arguments by which it is known; none are the type itself.
_OF_THE_TYPE: Mapping[str, tuple[str, ...]] = {
    "input": ("cstring", "cstring, oid, integer"),
    "output": (),
    "receive": ("internal", "internal, oid, integer"),
    "send": (),
}
# Those that are there before the type, and stay after it.
_OTHERS = {"typmod_in": "cstring[]", "typmod_out": "integer", "analyze": "internal", "subscript": "internal"}
FUNCTIONS = (*_OF_THE_TYPE, *_OTHERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseType(Fact):
    """A base type, or without `input` a shell; `length` is in bytes, -1 for a variable one."""

    kind: ClassVar[str] = "base_type"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    input: tuple[str, ...] | None = None
    output: tuple[str, ...] | None = None
    receive: tuple[str, ...] | None = None
    send: tuple[str, ...] | None = None
    typmod_in: tuple[str, ...] | None = None
    typmod_out: tuple[str, ...] | None = None
    analyze: tuple[str, ...] | None = None
    subscript: tuple[str, ...] | None = None
    length: int = -1
    by_value: bool = False
    alignment: str = "int4"
    storage: str = "plain"
    category: str = "U"
    preferred: bool = False
    default: str | None = None
    element: Expr | None = None
    delimiter: str = ","
    collatable: bool = False
    owner: str | None = None
    comment: str | None = None


def functions_of(type_: BaseType) -> Iterator[Key]:
    """Give the keys that the functions which go with the type may have; not all of them are there."""
    for field, arguments in _OF_THE_TYPE.items():
        path = getattr(type_, field)
        for text in (arguments or (qualified(type_.schema, type_.name),)) if path else ():
            yield Key("function", (*path, text))


def _requires(type_: BaseType) -> Iterable[Key]:
    yield Key("schema", (type_.schema,))
    for field, arguments in _OTHERS.items():
        path = getattr(type_, field)
        if path:
            yield Key("function", (*path, arguments))


def _must_replace(old: BaseType, new: BaseType) -> str | None:
    if old.storage != new.storage and "plain" in (old.storage, new.storage):
        return "storage cannot become plain, or stop being it"
    return None


def _rewrites(old: BaseType | None, _new: BaseType) -> bool:
    return old is None


KIND = Kind(
    model=BaseType,
    fields={
        "input": REPLACE,
        "output": REPLACE,
        "receive": ALTER,
        "send": ALTER,
        "typmod_in": ALTER,
        "typmod_out": ALTER,
        "analyze": ALTER,
        "subscript": ALTER,
        "length": REPLACE,
        "by_value": REPLACE,
        "alignment": REPLACE,
        "storage": ALTER,
        "category": REPLACE,
        "preferred": REPLACE,
        "default": REPLACE,
        "element": REPLACE,
        "delimiter": REPLACE,
        "collatable": REPLACE,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_type",
    requires=_requires,
    must_replace=_must_replace,
    rewrites=_rewrites,
    namespace="type",
    renames="TYPE",
    moves=True,
)
