"""What objects are called in reports, and which object each is shown under.

Only the names of identity fields are looked at, so that a new kind is reported without a word here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from dbtool.kinds import BY_NAME
from dbtool.model.change import AnyChange, Drop
from dbtool.model.fact import Fact
from dbtool.model.key import Key

Path = tuple[str, ...]
_PLAIN = re.compile(r"[^\W\d][\w$]*")


def shown_name(path: Path) -> str:
    """Give a path as a person reads it: in quotes only what could be misread."""
    return ".".join(part if _PLAIN.fullmatch(part) else f'"{part}"' for part in path)


def title(key: Key) -> str:
    """Give what a report calls an object: `table public.orders`, `grant on table public.orders to app`."""
    kind = BY_NAME.get(key.kind)
    name = kind.title if kind else key.kind
    special = _SPECIAL.get(kind.model.identity) if kind else None
    return special(name, key.path) if special else f"{name} {shown_name(key.path)}".strip()


def title_under(key: Key, home: Key) -> str:
    """Give what an object is called below the heading of its home: `column email`, `grant to app`."""
    kind = BY_NAME[key.kind]
    special = _SPECIAL_UNDER.get(kind.model.identity)
    if special:
        return special(kind.title, key.path, home.path)
    return f"{kind.title} {shown_name(_rest(key.path, home.path))}".strip()


def home(change: AnyChange) -> Key:
    """Give the object under which a change is shown: the table of a column, the object itself of a table."""
    fact: Fact = change.old if isinstance(change, Drop) else change.new
    found = _home_by_name(change.key)
    if found:
        return found
    parent = BY_NAME[change.key.kind].parent(fact)
    # A partition has its parent's kind and deserves a heading of its own.
    if parent is None or parent.kind == change.key.kind:
        return change.key
    return _home_by_name(parent) or parent


def _home_by_name(key: Key) -> Key | None:
    """Give the object that the first names of a path belong to: `schema, table` or `role`."""
    kind = BY_NAME.get(key.kind)
    names = kind.model.identity if kind else ()
    if len(names) > 1 and names[0] == "schema" and names[1] in BY_NAME:
        return Key(names[1], key.path[:2])
    if len(names) > 1 and names[0] != "schema" and names[0] in BY_NAME:
        return Key(names[0], key.path[:1])
    return None


def _rest(path: Path, home: Path) -> Path:
    """Give the part of `path` that the heading has not said yet: without the home's path, else its schema."""
    if path[: len(home)] == home:
        return path[len(home) :]
    return path[1:] if path[:1] == home[:1] and len(path) > 1 else path


def _routine(kind: str, path: Path) -> str:
    return f"{kind} {shown_name(path[:-1])}({path[-1]})"


def _operator(kind: str, path: Path) -> str:
    return f"{kind} {shown_name(path[:1])}.{path[1]}({path[2]}, {path[3]})"


def _cast(kind: str, path: Path) -> str:
    return f"{kind} from {path[0]} to {path[1]}"


def _for_method(kind: str, path: Path) -> str:
    return f"{kind} {shown_name(path[:2])} for {path[2]}"


def _grant(kind: str, path: Path) -> str:
    on_kind = path[0].replace("_", " ")
    on = f"{on_kind} {shown_name(path[1:-1])}".strip()
    return f"{kind} on {on} to {path[-1]}"


def _grant_under(kind: str, path: Path, home: Path) -> str:
    rest = _rest(path[1:-1], home)
    return (
        f"{kind} on {path[0].replace('_', ' ')} {shown_name(rest)} to {path[-1]}"
        if rest
        else f"{kind} to {path[-1]}"
    )


def _default_privilege(kind: str, path: Path) -> str:
    creator, schema, on, grantee = path
    where = f" in {shown_name((schema,))}" if schema else ""
    return f"{kind} on {on} of {creator}{where} for {grantee}"


def _membership(kind: str, path: Path) -> str:
    return f"{kind} of {path[1]} in {path[0]}"


def _job(kind: str, path: Path) -> str:
    return f"{kind} {shown_name(path[2:])} of {shown_name(path[:2])}"


def _label(kind: str, path: Path) -> str:
    provider, on_kind, *on, column = path
    what = (
        f"column {shown_name((*on, column))}"
        if column
        else f"{on_kind.replace('_', ' ')} {shown_name((*on,))}"
    )
    return f"{kind} of {what.strip()} for {provider}"


_SPECIAL: Mapping[tuple[str, ...], Callable[[str, Path], str]] = {
    ("schema", "name", "arguments"): _routine,
    ("schema", "name", "left", "right"): _operator,
    ("schema", "name", "method"): _for_method,
    ("source", "target"): _cast,
    ("on_kind", "on", "grantee"): _grant,
    ("provider", "on_kind", "on", "column"): _label,
    ("creator", "schema", "on", "grantee"): _default_privilege,
    ("role", "member"): _membership,
    ("procedure_schema", "procedure", "name"): _job,
}
_SPECIAL_UNDER: Mapping[tuple[str, ...], Callable[[str, Path, Path], str]] = {
    ("on_kind", "on", "grantee"): _grant_under,
    ("role", "member"): lambda kind, path, _home: f"{kind} of {path[1]}",
}
