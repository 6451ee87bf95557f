"""What `pg_dump -s` writes, as entries that can be compared whatever their order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import unified_diff

# The header of an entry: `-- Name: orders; Type: TABLE; Schema: public; Owner: postgres`.
HEADER = re.compile(r"^--\n-- (Name: .*?)\n--\n", re.MULTILINE | re.DOTALL)
# Written between entries, where the value of the one before does not fit.
BETWEEN = re.compile(r"\n+SET default_\w+ = .*?;(?=\n)")
END = "\n--\n-- PostgreSQL database dump complete"
TABLES = ("; Type: TABLE; ", "; Type: FOREIGN TABLE; ")
GRANTS = ("; Type: ACL; ", "; Type: DEFAULT ACL; ")

Entry = tuple[str, str]


def entries(dump: str) -> list[Entry]:
    """Give the entries of a dump, sorted: the header, and the statements without blank lines around."""
    _, *rest = HEADER.split(dump.partition(END)[0])
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return sorted((header, _body(header, text)) for header, text in pairs)


def in_any_column_order(found: Iterable[Entry], tables: Iterable[tuple[str, str]]) -> list[Entry]:
    """Give the entries with the columns of the given tables (schema, name) sorted."""
    movable = {
        f"Name: {name}; Type: {kind}; Schema: {schema};" for schema, name in tables for kind in _kinds()
    }
    return sorted((header, _sorted_columns(header, body, movable)) for header, body in found)


def difference(wanted: list[Entry], found: list[Entry]) -> str:
    """Give the entries that only one of the dumps has, as a unified diff."""
    left, right = Counter(wanted), Counter(found)
    only_wanted, only_found = (sorted(part.elements()) for part in (left - right, right - left))
    return "\n".join(
        unified_diff(_lines(only_wanted), _lines(only_found), "wanted", "found", "", "", 100, "")
    )


def _body(header: str, text: str) -> str:
    body = BETWEEN.sub("", f"\n{text}\n").strip("\n")
    if any(kind in header for kind in GRANTS):
        # The order of grants is the order in which they were given.
        return "\n".join(sorted(body.splitlines()))
    return body


def _kinds() -> Iterator[str]:
    return (kind.removeprefix("; Type: ").removesuffix("; ") for kind in TABLES)


def _sorted_columns(header: str, body: str, movable: set[str]) -> str:
    if not any(header.startswith(start) for start in movable):
        return body
    first, _, rest = body.partition(" (\n")
    columns, end, after = rest.partition("\n)")
    return "\n".join([first, *sorted(line.rstrip(",") for line in columns.splitlines()), end + after])


def _lines(found: list[Entry]) -> list[str]:
    return [line for header, body in found for line in (f"-- {header}", *body.splitlines())]
