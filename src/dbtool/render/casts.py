"""Between which types the server has no cast, so that a column's values go over by their text."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.kinds.relations.domain import Domain
from dbtool.kinds.type_names import KINDS_OF_ROWS, KINDS_OF_TYPES, path_named
from dbtool.model.database import Database
from dbtool.model.key import Key
from dbtool.model.quoting import qualified

_NUMBERS = "smallint, integer, bigint, numeric, real, double precision"
_MOMENTS = "timestamp without time zone, timestamp with time zone"
# Source: pg_cast of PostgreSQL 17. Strings are not here: every type has a cast to and from them.
_CASTS = {
    "boolean": "integer",
    "smallint": f"{_NUMBERS}, oid",
    "integer": f"{_NUMBERS}, oid, boolean, money, bit",
    "bigint": f"{_NUMBERS}, oid, money, bit",
    "real": _NUMBERS,
    "double precision": _NUMBERS,
    "numeric": f"{_NUMBERS}, money",
    "money": "numeric",
    "bit": "integer, bigint, bit varying",
    "bit varying": "bit",
    "oid": "integer, bigint",
    "date": _MOMENTS,
    "timestamp without time zone": f"date, time without time zone, {_MOMENTS}",
    "timestamp with time zone": f"date, time without time zone, time with time zone, {_MOMENTS}",
    "time without time zone": "interval, time with time zone",
    "time with time zone": "time without time zone",
    "interval": "time without time zone",
    "json": "jsonb",
    "jsonb": f"json, boolean, {_NUMBERS}",
    "cidr": "inet",
    "inet": "cidr",
    "macaddr": "macaddr8",
    "macaddr8": "macaddr",
    "point": "box",
    "lseg": "point",
    "path": "polygon",
    "box": "point, lseg, polygon, circle",
    "polygon": "point, path, box, circle",
    "circle": "point, box, polygon",
    "xid8": "xid",
    **{f"{name}range": f"{name}multirange" for name in ("int4", "int8", "num", "ts", "tstz", "date")},
}
_CASTS_OF_18 = {
    "bytea": "smallint, integer, bigint",
    **dict.fromkeys(("smallint", "integer", "bigint"), "bytea"),
}
_CASTLESS = (
    "bytea, uuid, xml, line, tsvector, tsquery, jsonpath, pg_lsn, pg_snapshot, txid_snapshot, tid, xid, "
    "int4multirange, int8multirange, nummultirange, tsmultirange, tstzmultirange, datemultirange"
)
_ENUM = "enum"
# Begins what stands for a type of the database's own, which has no cast but those that are objects there.
_OWN = "own "
BUILT_IN = frozenset({*_CASTS, *_CASTLESS.split(", ")})


def go_by_text(old: str, new: str, live: Database, wanted: Database, version: int) -> bool:
    """Say whether a value of type `old` becomes one of type `new` only by its text.

    Shape: types as the server prints them. From one version of a type to the next, and from enum to enum,
           there is no other way. Of types that an extension made nothing is known: they may have a cast.
    """
    if old == new:
        return True
    if _has_own_cast(old, new, live, wanted):
        return False
    before, after = _resolved(old, live), _resolved(new, wanted)
    arrays = before.endswith("[]"), after.endswith("[]")
    before, after = _bare(before), _bare(after)
    if not all(name in BUILT_IN or name == _ENUM or name.startswith(_OWN) for name in (before, after)):
        return False
    if arrays[0] != arrays[1] or _ENUM in (before, after):
        return True
    if not arrays[0] and any(_is_row_of_heir(old, new, side) for side in (live, wanted)):
        return False
    return before != after and after not in _targets(before, version)


def _targets(name: str, version: int) -> list[str]:
    later = _CASTS_OF_18.get(name, "") if version >= 180000 else ""
    return [*_CASTS.get(name, "").split(", "), *later.split(", ")]


def _has_own_cast(old: str, new: str, live: Database, wanted: Database) -> bool:
    return any(
        Key("cast", (source, target)) in side
        for side in (live, wanted)
        for source in _names(old, live)
        for target in _names(new, wanted)
    )


def _names(type_name: str, side: Database) -> Iterator[str]:
    """Give the type's name without array and limits, and the names of what it is a domain over."""
    yield _bare(type_name)
    domain = _domain(type_name, side)
    if domain is not None:
        yield from _names(domain.type, side)


def _resolved(type_name: str, side: Database) -> str:
    """Give what a type comes down to: a built-in name, `enum`, or one that begins with `own`.

    Shape: `[]` at the end of an array's; of other types just the name.
    """
    array = "[]" if type_name.endswith("[]") else ""
    domain = _domain(type_name, side)
    if domain is not None:
        return _resolved(domain.type, side) + array
    path = path_named(_bare(type_name), "pg_catalog")
    if Key(_ENUM, path) in side:
        return _ENUM + array
    own = _OWN if any(Key(kind, path) in side for kind in (*KINDS_OF_TYPES, *KINDS_OF_ROWS)) else ""
    return own + _bare(type_name) + array


def _is_row_of_heir(old: str, new: str, side: Database) -> bool:
    """Say whether the rows of one table are, for the server, also those of another one above it."""
    paths = [path_named(name, "pg_catalog") for name in (old, new)]
    found = [side.facts[key] for kind in KINDS_OF_ROWS if (key := Key(kind, paths[0])) in side]
    above = [path for table in found for path in getattr(table, "inherits", ())]
    return paths[1] in above or any(_is_row_of_heir(qualified(*path), new, side) for path in above)


def _domain(type_name: str, side: Database) -> Domain | None:
    path = path_named(_bare(type_name), "pg_catalog")
    found = side.facts.get(Key("domain", path))
    return found if isinstance(found, Domain) else None


def _bare(type_name: str) -> str:
    """Give the name without array and limits: `numeric` of `numeric(10,2)[]`."""
    name = type_name.replace("[]", "")
    if name.startswith("interval "):
        return "interval"
    before, bracket, rest = name.partition("(")
    return before + rest.partition(")")[2] if bracket and '"' not in name else name
