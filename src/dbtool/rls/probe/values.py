"""Invented values of every type: the same for the same number, growing with it, none of them random."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from dbtool.rls.probe.shapes import Column, Shapes, Type

TAG = "dbtool"
_START = datetime(2020, 1, 1, tzinfo=UTC)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# Keys stand far from those of real rows, counted from sequences that begin at 1.
_KEYS = {"int2": 31_000, "int4": 1_900_000_000, "int8": 8_000_000_000_000, "oid": 3_900_000_000}
_TEXTS = frozenset({"text", "varchar", "bpchar", "citext", "name", "char"})
_VARIABLE_HEADER = 4

_PLAIN: Mapping[str, Callable[[int], str]] = {
    "bool": lambda n: "true" if n % 2 else "false",
    "float4": lambda n: f"{n}.5",
    "float8": lambda n: f"{n}.5",
    "money": lambda n: f"{n}.00",
    "uuid": lambda n: f"db700100-0000-4000-8000-{n:012x}",
    "date": lambda n: (_START + timedelta(days=n % 300)).date().isoformat(),
    "timestamp": lambda n: (_START + timedelta(minutes=n)).isoformat(sep=" ")[:19],
    "timestamptz": lambda n: (_START + timedelta(minutes=n)).isoformat(sep=" "),
    "time": lambda n: f"{n // 60 % 24:02}:{n % 60:02}:00",
    "timetz": lambda n: f"{n // 60 % 24:02}:{n % 60:02}:00+00",
    "interval": lambda n: f"{n} minutes",
    "json": lambda n: f'{{"{TAG}": {n}}}',
    "jsonb": lambda n: f'{{"{TAG}": {n}}}',
    "jsonpath": lambda n: f"$.{TAG}{n}",
    "bytea": lambda n: f"\\x{n:08x}",
    "inet": lambda n: f"198.18.{n // 250 % 250}.{n % 250 + 1}",
    "cidr": lambda n: f"198.18.{n // 250 % 250}.{n % 250 + 1}/32",
    "macaddr": lambda n: f"02:00:00:00:{n // 256 % 256:02x}:{n % 256:02x}",
    "macaddr8": lambda n: f"02:00:00:00:00:00:{n // 256 % 256:02x}:{n % 256:02x}",
    "xml": lambda n: f"<{TAG}>{n}</{TAG}>",
    "point": lambda n: f"({n},{n})",
    "line": lambda n: f"{{1,-1,{n}}}",
    "lseg": lambda n: f"[({n},0),({n},1)]",
    "box": lambda n: f"({n + 1},1),({n},0)",
    "path": lambda n: f"[({n},0),({n},1)]",
    "polygon": lambda n: f"(({n},0),({n},1),({n + 1},1))",
    "circle": lambda n: f"<({n},0),1>",
    "tsvector": lambda n: f"'{TAG}{n}'",
    "tsquery": lambda n: f"'{TAG}{n}'",
    "pg_lsn": lambda n: f"0/{n:X}",
    "xid": str,
    "xid8": str,
    "cid": str,
    "tid": lambda n: f"(0,{n % 60000})",
    "regclass": lambda _n: "pg_catalog.pg_class",
    "regtype": lambda _n: "text",
    "regproc": lambda _n: "pg_catalog.now",
    "regrole": lambda _n: "pg_monitor",
    "regnamespace": lambda _n: "pg_catalog",
    "hstore": lambda n: f'"{TAG}"=>"{n}"',
    "ltree": lambda n: f"{TAG}.n{n}",
    "geometry": lambda n: f"POINT({n % 180} 0)",
    "geography": lambda n: f"POINT({n % 180} 0)",
}
# What else columns of a sort usually take: tried where a constraint refuses the invented value.
USUAL_NUMBERS = ("1", "0", "-1", "2", "10", "100", "0.5", "0.01", "1000", "12345")
USUAL_TEXTS = (
    "a",
    "A",
    "1",
    "AB",
    "ABC",
    "USD",
    "en",
    "en_US",
    "probe@example.com",
    "https://example.com/probe",
    "+15550100",
    "12345",
    "2020-01-01",
    "probe",
    "probe-1",
    "",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
)
USUAL_TIMES = ("2020-01-01", "2000-01-01", "2100-01-01", "infinity")


def value(shapes: Shapes, oid: int, typmod: int, n: int, *, key: bool = False) -> str | None:
    """Give the n-th value of a type as text; None for a type of which nothing is known.

    Shape: with `key` it is one that rows which are there already will hardly have.
    """
    found = shapes.types.get(oid)
    if found is None:
        return None
    if found.kind == "d":
        return value(shapes, found.base, found.typmod if found.typmod >= 0 else typmod, n, key=key)
    if found.element:
        element = value(shapes, found.element, typmod, n, key=key)
        return None if element is None else listed(element)
    return _scalar(shapes, found, typmod, n, key)


def checks(shapes: Shapes, oid: int) -> Sequence[str]:
    """Give the constraints on values of a domain, or of what an array of one is made of."""
    found = shapes.types.get(oid)
    if found is None:
        return ()
    return [*found.checks, *checks(shapes, found.base), *checks(shapes, found.element)]


def inner(shapes: Shapes, column: Column) -> Column:
    """Give a column as if it held one element of its array."""
    found = shapes.base(column.type)
    return column._replace(type=found.element, typmod=-1) if found is not None and found.element else column


def listed(text: str) -> str:
    """Give an array with one element."""
    return f"{{{_quoted(text)}}}"


def is_text(shapes: Shapes, oid: int) -> bool:
    """Say whether values of the type are text."""
    found = shapes.base(oid)
    return found is not None and found.name in _TEXTS


def is_number(shapes: Shapes, oid: int) -> bool:
    """Say whether values of the type are numbers."""
    found = shapes.base(oid)
    return found is not None and (
        found.name in _KEYS or found.name in ("numeric", "float4", "float8", "money")
    )


def is_time(shapes: Shapes, oid: int) -> bool:
    """Say whether values of the type are points in time."""
    found = shapes.base(oid)
    return found is not None and found.name in ("date", "timestamp", "timestamptz")


def telling(shapes: Shapes, oid: int) -> bool:
    """Say whether the invented values of the type all differ."""
    found = shapes.base(oid)
    return found is not None and (found.name in _KEYS or found.name in ("uuid", "timestamptz", *_TEXTS))


def _scalar(shapes: Shapes, found: Type, typmod: int, n: int, key: bool) -> str | None:
    if found.kind == "e":
        return found.labels[n % len(found.labels)] if found.labels else None
    if found.kind == "c":
        fields = [value(shapes, each, -1, n) or "" for each in found.attributes]
        return "(" + ",".join(_quoted(each) for each in fields) + ")"
    if found.subtype:
        return _range(shapes, found, n)
    if found.name in _KEYS:
        return str(_KEYS[found.name] + n if key else n % 30_000)
    if found.name == "numeric":
        return _numeric(typmod, n, key)
    if found.name in _TEXTS:
        return _text(found.name, typmod, n)
    if found.name in ("bit", "varbit"):
        width = max(typmod, 1)
        return format(n % 2**width, f"0{width}b")
    if found.name in ("vector", "halfvec"):
        return "[" + ",".join([str(n)] * max(typmod, 1)) + "]"
    plain = _PLAIN.get(found.name)
    return None if plain is None else plain(n)


def _numeric(typmod: int, n: int, key: bool) -> str:
    """A number that fits: the digits before the point are the precision less the scale."""
    if typmod < _VARIABLE_HEADER:
        return str(_KEYS["int4"] + n if key else n)
    precision, scale = (typmod - _VARIABLE_HEADER) >> 16, (typmod - _VARIABLE_HEADER) & 0x7FF
    whole = precision - scale
    if whole <= 0:
        return f"0.{n % 10**scale:0{scale}}" if scale else "0"
    return str(9 * 10 ** (whole - 1) + n % 10 ** (whole - 1) if key and whole > 1 else n % 10**whole)


def _text(name: str, typmod: int, n: int) -> str:
    length = 1 if name == "char" else typmod - _VARIABLE_HEADER if typmod > _VARIABLE_HEADER else 63
    whole = f"{TAG}-{n:05}"
    if len(whole) <= length:
        return whole
    letters = ""
    for _ in range(min(length, 6)):
        n, digit = divmod(n, len(_DIGITS))
        letters = _DIGITS[digit] + letters
    return letters


def _range(shapes: Shapes, found: Type, n: int) -> str | None:
    first, last = value(shapes, found.subtype, -1, 2 * n), value(shapes, found.subtype, -1, 2 * n + 1)
    if first is None or last is None:
        return None
    one = f'["{first}","{last}")'
    return f"{{{one}}}" if found.kind == "m" else one


def _quoted(text: str) -> str:
    """Give an element as it stands inside an array or a composite value."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
