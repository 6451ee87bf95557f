"""Names of objects: how one is changed in a fact, and what else a table's name is a part of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from dbtool.kinds import BY_NAME
from dbtool.kinds.base import Rule
from dbtool.model.database import Database, changed_fields
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.quoting import ident, qualified

# A label has no fact of its own: this kind and the enum's path before its own name stand for it.
LABEL = "enum_label"
_ENUM, _ROUTINE, _SEQUENCE, _OWNERSHIP, _TABLE = "enum", "function", "sequence", "sequence_ownership", "table"


def renamed(fact: Fact, path: tuple[str, ...]) -> Fact:
    """Give the fact under another path."""
    values: dict[str, Any] = dict(zip(fact.identity, path, strict=True))
    return replace(fact, **values)


def out_of_the_way(fact: Fact, name: str) -> Fact:
    """Give the fact under a name that nothing wants, in its place."""
    values: dict[str, Any] = {"name": name}
    return replace(fact, **values)


def depth(kind: str) -> int:
    """Give 0 for what stands by itself, 1 for what is in a schema, 2 for what belongs to one of those."""
    identity = BY_NAME[kind].model.identity
    if identity[0] != "schema":
        return 0
    return 1 if identity[1] == "name" else 2


def named_path(key: Key) -> tuple[str, ...]:
    """Give the path up to the object's own name: without a routine's arguments."""
    identity = BY_NAME[key.kind].model.identity
    return key.path[: identity.index("name") + 1] if "name" in identity else key.path


def is_there(key: Key, side: Database) -> bool:
    """Say whether the object, or the label, is there."""
    if key.kind != LABEL:
        return key in side
    return key.path[2] in getattr(side.get(_ENUM, *key.path[:2]), "labels", ())


def under_new_name(old: Key, new: Key, side: Database) -> tuple[Fact, Fact]:
    """Give the object as it is and as it is once it is called `new`; of a label that is its enum."""
    if old.kind != LABEL:
        fact = side.facts[old]
        return fact, renamed(fact, new.path)
    fact = side.facts[Key(_ENUM, old.path[:2])]
    values: dict[str, Any] = fact.values()
    labels = tuple(new.path[2] if label == old.path[2] else label for label in values["labels"])
    return fact, type(fact).from_values(values | {"labels": labels})


def meant(key: Key, side: Database) -> Iterator[Key]:
    """Give what a definition means that knows neither a routine's arguments nor which sort of type it is."""
    if key.kind == LABEL:
        yield key
        return
    kind = BY_NAME[key.kind]
    if len(key.path) < len(kind.model.identity):
        yield from sorted(k for k in side if k.kind == key.kind and k.path[: len(key.path)] == key.path)
    elif key in side or not kind.namespace:
        yield key
    else:
        same = (Key(name, key.path) for name in sharing_names(key.kind))
        yield from (other for other in same if other in side)


def sharing_names(kind: str) -> list[str]:
    """Give the kinds, this one too, of whose objects only one may have a name; none where names are free."""
    namespace = BY_NAME[kind].namespace
    return [other.name for other in BY_NAME.values() if namespace and other.namespace == namespace]


def alike(old: Fact, new: Fact) -> bool:
    """Whether two objects of a kind are the same but for their names."""
    rules = BY_NAME[old.kind].fields
    for name, (before, after) in changed_fields(old, new).items():
        rule = rules.get(name, Rule.IGNORE)
        if rule is Rule.IGNORE or (rule is Rule.OPTIONAL and after is None):
            continue
        if name != "definition" or _unnamed(before, old.key) != _unnamed(after, new.key):
            return False
    return True


def resembles(old: Fact, old_side: Database, new: Fact, new_side: Database) -> bool:
    """Whether one may be the other under another name.

    A table is what its columns are, a column what its type is, a schema what it holds.
    """
    before, after = _contents(old, old_side), _contents(new, new_side)
    if before is None or after is None:
        return alike(old, new)
    return bool(before) and before == after


def _contents(fact: Fact, side: Database) -> frozenset[tuple[str, ...]] | None:
    """Give what an object is made of, without its own name; None where its fields say what it is."""
    match fact.kind:
        case "table" | "foreign_table":
            parts = side.children.get(fact.key, ())
            columns = (side.facts[key] for key in parts if key.kind == "column")
            return frozenset((column.key.path[-1], column.values()["type"]) for column in columns)
        case "column":
            values = fact.values()
            return frozenset({("type", values["type"]), ("generated", str(values.get("generated")))})
        case "schema":
            inside = (key for key in side if depth(key.kind) == 1 and key.path[0] == fact.key.path[0])
            return frozenset((key.kind, *key.path[1:]) for key in inside)
    return None


def _unnamed(definition: Any, key: Key) -> Any:
    """Give a statement without the name of what it makes, which stands first in it."""
    if not isinstance(definition, str):
        return definition
    before, name, behind = definition.partition(qualified(*key.path[:2]))
    if name and key.kind == _ROUTINE:
        return before + behind
    return definition.replace(ident(key.path[-1]), "", 1)


def home_of(fact: Fact, side: Database) -> Key | None:
    """Give the table that the object goes with: a key's, an index's, that of a serial column's sequence."""
    if fact.kind == _SEQUENCE:
        owned = side.get(_OWNERSHIP, *fact.key.path)
        return Key(_TABLE, (owned.key.path[0], *_owner(owned)[:1])) if owned else None
    return side.parents.get(fact.key)


def holds_rows(key: Key) -> bool:
    """Say whether the object is a place of rows or values, which a rename alone keeps."""
    # A sequence goes with its column, whose name is a part of its own.
    return BY_NAME[key.kind].holds_data and key.kind != _SEQUENCE


def column_of(fact: Fact, side: Database) -> str | None:
    """Give the column that a sequence goes with."""
    owned = side.get(_OWNERSHIP, *fact.key.path) if fact.kind == _SEQUENCE else None
    return _owner(owned)[1] if owned else None


def _owner(ownership: Fact) -> tuple[str, str]:
    values = ownership.values()
    return values["table"], values["column"]


# Where facts name roles.
_ROLE_FIELDS = frozenset({"owner", "grantee", "roles", "role", "member", "creator", "user"})


def with_roles(fact: Fact, names: Mapping[str, str]) -> Fact:
    """Give the fact with the roles that it is or names under their new names."""
    fields = ("name",) if fact.kind == "role" else _ROLE_FIELDS & set(type(fact).__dataclass_fields__)
    values: dict[str, Any] = {}
    for name in fields:
        value = getattr(fact, name)
        many = isinstance(value, tuple)
        became = tuple(names.get(one, one) for one in value) if many else names.get(value, value)
        if became != value:
            values[name] = became
    return replace(fact, **values) if values else fact


def columns_renamed(became: Mapping[Key, Key]) -> dict[tuple[str, ...], dict[str, str]]:
    """Give the new names of columns by the path that their relation had, and by their old name."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for was, becomes in became.items():
        if was.kind == "column" and was.path[2] != becomes.path[2]:
            found.setdefault(was.path[:2], {})[was.path[2]] = becomes.path[2]
    return found


def with_relations(
    fact: Fact,
    paths: Mapping[tuple[str, ...], tuple[str, ...]],
    columns: Mapping[tuple[str, ...], Mapping[str, str]],
) -> Fact:
    """Give a fact that scratch does not hold with its relation, and that one's columns, under new names.

    Shape: `paths` and `columns` are by the path that the relation had.
    """
    values: dict[str, Any] = {}
    for of in (fact.key.path[:2], *(getattr(fact, name) for name in fact.identity)):
        if isinstance(of, tuple) and of in columns:
            fact = BY_NAME[fact.kind].with_columns(fact, columns[of])
    if fact.identity[:1] == ("schema",):
        became = paths.get(fact.key.path[:2])
        values = dict(zip(fact.identity[:2], became, strict=True)) if became else {}
    else:
        held = {name: getattr(fact, name) for name in fact.identity}
        values = {name: paths[v] for name, v in held.items() if isinstance(v, tuple) and v in paths}
    return replace(fact, **values) if values else fact
